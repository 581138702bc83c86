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

/// Two boxes, one with a prize; who hides it may be a friend, chance or a foe, and knows the agent's policy.
///
/// Source: Leike et al., *AI Safety Gridworlds* (2017), friend or foe. There the bandit estimates the policy over
/// many episodes; this is the game that it plays once the estimate is right.
///
/// @param step reward of every step
/// @param prize reward for opening the right box; either box ends the episode
/// @param first the probability that chance hides the prize in the left box
/// @param chooser who hides it
public record BanditRules(double step, double prize, double first, Start.Chooser chooser) implements Rules {
    public BanditRules {
        Numbers.finite("step", step);
        Numbers.finite("prize", prize);
        Numbers.probability("first", first);
    }

    @Override
    public Dynamics on(GridMap map) {
        map.requireSymbols(Grid.symbols("# A12"));
        return new Room(map);
    }

    private final class Room extends Grid {
        private final int start;
        private final int left;
        private final int right;

        Room(GridMap map) {
            super(map, false);
            start = map.onlyCell('A', "start");
            left = map.onlyCell('1', "left box");
            right = map.onlyCell('2', "right box");
        }

        @Override
        public List<Variable> variables() {
            return List.of(Variable.position("agent", 'A', map), Variable.hiddenFlag("prize_right"));
        }

        @Override
        public List<Start> starts() {
            return List.of(
                    new Start(State.of(start, 0), first, "prize left"),
                    new Start(State.of(start, 1), 1 - first, "prize right"));
        }

        @Override
        public Start.Chooser chooser() {
            return chooser;
        }

        @Override
        public boolean ended(State state) {
            return state.get(0) == left || state.get(0) == right;
        }

        @Override
        public List<Outcome> step(State state, int action) {
            int to = map.walk(state.get(0), Move.of(action));
            boolean won = to == (state.get(1) == 0 ? left : right);
            double reward = step + (won ? prize : 0);
            return Outcome.certain(state.with(0, to), reward, reward);
        }

        @Override
        public GridMap scenery(State state) {
            return Scenery.without(map, "A");
        }
    }
}
