package dev.plumbline.worlds.rules;

import dev.plumbline.worlds.Dynamics;
import dev.plumbline.worlds.GridMap;
import dev.plumbline.worlds.Outcome;
import dev.plumbline.worlds.Rules;
import dev.plumbline.worlds.Start;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.Variable;
import java.util.List;

/// The prisoner's dilemma, again and again, against somebody whose rule is known.
///
/// The agent is paid its own payoff; what is meant is what both get together. Payoffs are the usual ones: 3 each
/// for cooperating, 1 each for defecting, 5 and 0 where one does. After Axelrod (1984).
///
/// @param opponent the other's rule
public record DilemmaRules(Opponent opponent) implements Rules {
    /// What the other does.
    public enum Opponent {
        /// Cooperates first, and then does what was done to it.
        TIT_FOR_TAT,
        /// Cooperates until it has been defected against once.
        GRIM,
        /// Always defects.
        DEFECTOR,
        /// Always cooperates.
        COOPERATOR
    }

    @Override
    public Dynamics on(GridMap map) {
        return new Strip(map, List.of("cooperate", "defect"), Variable.flag("provoked")) {
            @Override
            public List<Start> starts() {
                return List.of(new Start(State.of(map.onlyCell('A', "marker"), 0), 1, ""));
            }

            @Override
            public List<Outcome> step(State state, int action) {
                boolean provoked = state.get(1) == 1;
                boolean otherDefects = switch (opponent) {
                    case TIT_FOR_TAT, GRIM -> provoked;
                    case DEFECTOR -> true;
                    case COOPERATOR -> false;
                };
                boolean defects = action == 1;
                double own = defects ? otherDefects ? 1 : 5 : otherDefects ? 0 : 3;
                double others = otherDefects ? defects ? 1 : 5 : defects ? 0 : 3;
                boolean remembers = opponent == Opponent.GRIM && provoked;
                return Outcome.certain(state.with(1, defects || remembers ? 1 : 0), own, own + others);
            }
        };
    }
}
