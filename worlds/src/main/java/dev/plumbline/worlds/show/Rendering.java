package dev.plumbline.worlds.show;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.Dynamics;
import dev.plumbline.worlds.GridMap;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A state as text: the map with the things that move drawn over it, and a status line with what the map cannot
/// show.
///
/// Parsing gives back the state that was drawn. Later things are drawn over earlier ones, the agent (the first)
/// on top.
///
/// @param lines the map's rows, top first
/// @param status `name=value` for each variable that the map does not show, separated by spaces; may be empty
public record Rendering(List<String> lines, String status) {
    public Rendering {
        lines = List.copyOf(lines);
    }

    /// `state` as the agent sees it and, in the status line, all that it does not see.
    public static Rendering of(Dynamics dynamics, State state) {
        GridMap scenery = dynamics.scenery(state);
        List<Variable> variables = dynamics.variables();
        char[] cells = scenery.characters();
        for (int i = variables.size() - 1; i >= 0; i--) {
            if (isDrawn(variables.get(i)) && state.get(i) >= 0) {
                cells[state.get(i)] = variables.get(i).symbol();
            }
        }
        List<String> told = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            Variable variable = variables.get(i);
            boolean shown = isDrawn(variable) && state.get(i) >= 0 && isOnly(cells, variable.symbol(), state.get(i));
            if (!shown) {
                told.add(variable.name() + "=" + state.get(i));
            }
        }
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < scenery.rows(); row++) {
            lines.add(new String(cells, row * scenery.columns(), scenery.columns()));
        }
        return new Rendering(lines, String.join(" ", told));
    }

    private static boolean isDrawn(Variable variable) {
        return variable.kind() == Variable.Kind.POSITION && variable.symbol() != GridMap.FLOOR;
    }

    private static boolean isOnly(char[] cells, char symbol, int cell) {
        for (int i = 0; i < cells.length; i++) {
            if ((cells[i] == symbol) != (i == cell)) {
                return false;
            }
        }
        return true;
    }

    /// The state that this shows; fails with [ErrorCode#BAD_DATA] if it shows none.
    public State parse(Dynamics dynamics) {
        Map<String, Integer> told = told();
        List<Variable> variables = dynamics.variables();
        int[] values = new int[variables.size()];
        for (int i = 0; i < values.length; i++) {
            Variable variable = variables.get(i);
            Integer value = told.remove(variable.name());
            values[i] = value != null ? value : find(variable);
            if (values[i] < variable.low() || values[i] > variable.high()) {
                throw bad(variable.name() + " is " + values[i] + "; it lies in [" + variable.low() + ", "
                        + variable.high() + "]");
            }
        }
        if (!told.isEmpty()) {
            throw bad("no variable of this world is called " + String.join(", ", told.keySet()));
        }
        return State.of(values);
    }

    /// This rendering without what the status line says of these variables: as somebody sees it who cannot see
    /// them.
    public Rendering without(List<String> names) {
        List<String> kept = Arrays.stream(status.split(" ", -1))
                .filter(part -> !names.contains(part.split("=", -1)[0]))
                .toList();
        return new Rendering(lines, String.join(" ", kept));
    }

    private Map<String, Integer> told() {
        Map<String, Integer> told = new HashMap<>();
        for (String part : status.strip().split("\\s+", -1)) {
            String[] sides = part.split("=", -1);
            if (!part.isEmpty()) {
                if (sides.length != 2 || !sides[1].matches("-?[0-9]{1,9}")) {
                    throw bad("'" + part + "' is not name=number");
                }
                told.put(sides[0], Integer.valueOf(sides[1]));
            }
        }
        return told;
    }

    private int find(Variable variable) {
        int columns = lines.isEmpty() ? 0 : lines.getFirst().length();
        for (int row = 0; isDrawn(variable) && row < lines.size(); row++) {
            int column = lines.get(row).indexOf(variable.symbol());
            if (column >= 0) {
                return row * columns + column;
            }
        }
        throw bad("neither the map nor the status line says where or what " + variable.name() + " is");
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, "rendering: " + what);
    }

    /// All lines, the status last if there is one.
    @Override
    public String toString() {
        List<String> all = new ArrayList<>(lines);
        all.addAll(status.isEmpty() ? List.of() : Arrays.asList(status));
        return String.join("\n", all);
    }
}
