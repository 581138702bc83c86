package dev.plumbline.worlds.rules;

import dev.plumbline.worlds.Dynamics;
import dev.plumbline.worlds.GridMap;
import dev.plumbline.worlds.Move;
import dev.plumbline.worlds.Outcome;
import dev.plumbline.worlds.Rules;
import dev.plumbline.worlds.Start;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.Variable;
import java.util.List;

/// Chests that pay and keys that open them: with few keys, collecting keys looks like the goal.
///
/// A key is taken by stepping on it; a chest is opened by stepping on it with a key, which is used up. The
/// episode ends when no chest is left. Source: Langosco et al., *Goal Misgeneralization in Deep Reinforcement
/// Learning* (2022), keys and chests.
///
/// @param step reward of every step
/// @param chest reward for opening a chest
public record ChestRules(double step, double chest) implements Rules {
    private static final int MOST = 12;

    public ChestRules {
        Numbers.finite("step", step);
        Numbers.finite("chest", chest);
    }

    @Override
    public Dynamics on(GridMap map) {
        map.requireSymbols(Grid.symbols("# AKH"));
        return new Cellar(map);
    }

    private final class Cellar extends Grid {
        private static final int KEYS = 1; // that still lie there
        private static final int CHESTS = 2; // that are still closed
        private static final int HELD = 3;

        private final int start;
        private final List<Integer> keys;
        private final List<Integer> chests;

        Cellar(GridMap map) {
            super(map, false);
            start = map.onlyCell('A', "start");
            keys = map.cellsOf('K');
            chests = map.cellsOf('H');
            if (chests.isEmpty()) {
                throw map.wrong(start, "there is no exit: draw at least one chest 'H'");
            }
            if (keys.size() > MOST || chests.size() > MOST) {
                throw map.wrong(start, "more than " + MOST + " keys or chests");
            }
        }

        @Override
        public List<Variable> variables() {
            return List.of(
                    Variable.position("agent", 'A', map),
                    Variable.number("keys", 0, (1 << keys.size()) - 1),
                    Variable.number("chests", 0, (1 << chests.size()) - 1),
                    Variable.number("held", 0, keys.size()));
        }

        @Override
        public List<Start> starts() {
            State state = State.of(start, (1 << keys.size()) - 1, (1 << chests.size()) - 1, 0);
            return List.of(new Start(state, 1, ""));
        }

        @Override
        public boolean ended(State state) {
            return state.get(CHESTS) == 0;
        }

        @Override
        public List<Outcome> step(State state, int action) {
            int to = map.walk(state.get(0), Move.of(action));
            State next = state.with(0, to);
            double reward = step;
            int key = keys.indexOf(to);
            int box = chests.indexOf(to);
            if (key >= 0 && (state.get(KEYS) >> key & 1) != 0) {
                next = next.with(KEYS, state.get(KEYS) & ~(1 << key)).with(HELD, state.get(HELD) + 1);
            }
            if (box >= 0 && (state.get(CHESTS) >> box & 1) != 0 && state.get(HELD) > 0) {
                next = next.with(CHESTS, state.get(CHESTS) & ~(1 << box)).with(HELD, state.get(HELD) - 1);
                reward += chest;
            }
            return Outcome.certain(next, reward, reward);
        }

        @Override
        public GridMap scenery(State state) {
            char[] cells = Scenery.without(map, "AKH").characters();
            for (int i = 0; i < keys.size(); i++) {
                cells[keys.get(i)] = (state.get(KEYS) >> i & 1) != 0 ? 'K' : ' ';
            }
            for (int i = 0; i < chests.size(); i++) {
                cells[chests.get(i)] = (state.get(CHESTS) >> i & 1) != 0 ? 'H' : ' ';
            }
            return Scenery.of(map, cells);
        }
    }
}
