package dev.plumbline.worlds.rules;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.Dynamics;
import dev.plumbline.worlds.GridMap;
import dev.plumbline.worlds.Move;
import dev.plumbline.worlds.Outcome;
import dev.plumbline.worlds.Rules;
import dev.plumbline.worlds.Start;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.Variable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A walk over tiles: the rules of most small worlds, and of those that a person writes.
///
/// @param step reward and performance of every step that is not a stay
/// @param tiles what each further symbol of the map does; at least one of them ends the episode, or none is
/// expected to
/// @param slip the probability with which a move is replaced by a uniformly random one of the four directions
/// @param canStay whether doing nothing is an action
public record TileRules(double step, List<Tile> tiles, double slip, boolean canStay) implements Rules {
    private static final int MOST_ONCE = 30;

    public TileRules {
        Numbers.finite("step", step);
        Numbers.probability("slip", slip);
        tiles = List.copyOf(tiles);
        Set<Character> seen = new HashSet<>();
        for (Tile tile : tiles) {
            if (!seen.add(tile.symbol())) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "tile '" + tile.symbol() + "': contradictory rules: it is described twice; keep one");
            }
        }
    }

    /// Every step costs 1, nothing slips, nobody waits.
    public static TileRules of(Tile... tiles) {
        return new TileRules(-1, List.of(tiles), 0, false);
    }

    @Override
    public Dynamics on(GridMap map) {
        StringBuilder known = new StringBuilder("# A");
        tiles.forEach(tile -> known.append(tile.symbol()));
        map.requireSymbols(Grid.symbols(known.toString()));
        return new Walk(map);
    }

    private final class Walk extends Grid {
        private final int start;
        private final Map<Character, Tile> bySymbol = new HashMap<>();
        private final List<Integer> once = new ArrayList<>();

        Walk(GridMap map) {
            super(map, canStay);
            start = map.onlyCell('A', "start");
            tiles.forEach(tile -> bySymbol.put(tile.symbol(), tile));
            for (int cell = 0; cell < map.size(); cell++) {
                Tile tile = bySymbol.get(map.at(cell));
                if (tile != null && tile.once()) {
                    once.add(cell);
                    if (once.size() > MOST_ONCE) {
                        throw map.wrong(
                                cell,
                                "more than " + MOST_ONCE + " cells that can be used up: more than 10^9 states; draw "
                                        + "fewer");
                    }
                }
            }
            requireExit();
        }

        private void requireExit() {
            List<Tile> exits = tiles.stream().filter(Tile::ends).toList();
            if (exits.isEmpty()) {
                return;
            }
            Set<Integer> reached = reached();
            boolean drawn = false;
            for (int cell = 0; cell < map.size(); cell++) {
                Tile tile = bySymbol.get(map.at(cell));
                drawn |= tile != null && tile.ends();
                if (tile != null && tile.ends() && reached.contains(cell)) {
                    return;
                }
            }
            String symbols = String.join(
                    " ", exits.stream().map(tile -> "'" + tile.symbol() + "'").toList());
            throw map.wrong(
                    start,
                    drawn
                            ? "no exit (" + symbols + ") can be reached from the start; open a way"
                            : "there is no exit on the whole map; draw one of " + symbols);
        }

        private Set<Integer> reached() {
            Set<Integer> reached = new HashSet<>(Set.of(start));
            ArrayDeque<Integer> queue = new ArrayDeque<>(reached);
            while (!queue.isEmpty()) {
                int cell = queue.remove();
                Tile tile = bySymbol.get(map.at(cell));
                for (int action = 0; action < 4 && (tile == null || !tile.ends()); action++) {
                    int next = map.walk(cell, Move.of(action));
                    if (reached.add(next)) {
                        queue.add(next);
                    }
                }
            }
            return reached;
        }

        @Override
        public List<Variable> variables() {
            Variable agent = Variable.position("agent", 'A', map);
            return once.isEmpty()
                    ? List.of(agent)
                    : List.of(agent, Variable.number("left", 0, (int) ((1L << once.size()) - 1)));
        }

        @Override
        public List<Start> starts() {
            int all = (int) ((1L << once.size()) - 1);
            return List.of(new Start(once.isEmpty() ? State.of(start) : State.of(start, all), 1, ""));
        }

        @Override
        public boolean ended(State state) {
            Tile tile = bySymbol.get(map.at(state.get(0)));
            return tile != null && tile.ends();
        }

        @Override
        public List<Outcome> step(State state, int action) {
            if (slip == 0) {
                return List.of(walk(state, Move.of(action), 1));
            }
            List<Outcome> outcomes = new ArrayList<>();
            if (slip < 1) {
                outcomes.add(walk(state, Move.of(action), 1 - slip));
            }
            for (int taken = 0; taken < 4; taken++) {
                outcomes.add(walk(state, Move.of(taken), slip / 4));
            }
            return merged(outcomes);
        }

        private Outcome walk(State state, Move move, double probability) {
            int to = map.walk(state.get(0), move);
            double own = move == Move.STAY ? 0 : step;
            State next = state.with(0, to);
            Tile tile = bySymbol.get(map.at(to));
            boolean there = tile != null;
            if (tile != null && tile.once()) {
                int bit = 1 << once.indexOf(to);
                there = (state.get(1) & bit) != 0;
                next = next.with(1, next.get(1) & ~bit);
            }
            double reward = tile != null && there ? tile.reward() : 0;
            double performance = tile != null && there ? tile.performance() : 0;
            return Outcome.certain(next, own + reward, own + performance)
                    .getFirst()
                    .withProbability(probability);
        }

        @Override
        public GridMap scenery(State state) {
            char[] cells = Scenery.without(map, "A").characters();
            for (int i = 0; i < once.size(); i++) {
                if ((state.get(1) >> i & 1) == 0) {
                    cells[once.get(i)] = GridMap.FLOOR;
                }
            }
            return Scenery.of(map, cells);
        }
    }
}
