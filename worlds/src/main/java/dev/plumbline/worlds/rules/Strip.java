package dev.plumbline.worlds.rules;

import dev.plumbline.worlds.Dynamics;
import dev.plumbline.worlds.GridMap;
import dev.plumbline.worlds.Start;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.Variable;
import java.util.ArrayList;
import java.util.List;

/// Dynamics on a map of one row: a marker shows how high some quantity stands, and the actions are no moves.
abstract class Strip implements Dynamics {
    final GridMap map;
    final int last;
    private final List<String> actions;
    private final List<Variable> others;

    /// @param others the variables beside the marker; all begin at 0
    Strip(GridMap map, List<String> actions, Variable... others) {
        this.map = map;
        this.actions = actions;
        this.others = List.of(others);
        map.requireSymbols(Grid.symbols(" A"));
        if (map.rows() != 1) {
            throw map.wrong(map.columns(), "a second row; the map of a quantity has one row");
        }
        map.onlyCell('A', "marker");
        last = map.columns() - 1;
    }

    @Override
    public List<String> actions() {
        return actions;
    }

    @Override
    public List<Variable> variables() {
        List<Variable> variables = new ArrayList<>(List.of(Variable.position("marker", 'A', map)));
        variables.addAll(others);
        return variables;
    }

    @Override
    public List<Start> starts() {
        int[] values = new int[others.size() + 1];
        values[0] = map.onlyCell('A', "marker");
        return List.of(new Start(State.of(values), 1, ""));
    }

    @Override
    public boolean ended(State state) {
        return false;
    }

    @Override
    public GridMap scenery(State state) {
        return Scenery.without(map, "A");
    }

    /// `level`, kept on the map.
    int kept(int level) {
        return Math.max(0, Math.min(last, level));
    }
}
