package dev.plumbline.worlds;

import java.util.List;
import java.util.random.RandomGenerator;

/// Rules applied to a map: everything that can happen, with its probabilities.
///
/// Steps are pure: the same state and action always give the same outcomes. Nothing that implements or holds this
/// is handed to an agent, for outcomes carry the hidden performance; agents get an [ObservedModel] or an
/// [Environment].
public interface Dynamics {
    /// The names of the actions; an action is an index into this list.
    List<String> actions();

    /// The variables of a state, in order.
    List<Variable> variables();

    /// What an episode can begin with; the probabilities add up to 1.
    List<Start> starts();

    /// Who chooses among the starts.
    default Start.Chooser chooser() {
        return Start.Chooser.CHANCE;
    }

    /// Whether the episode is over in this state.
    boolean ended(State state);

    /// What this action can lead to from a state that has not ended; the probabilities add up to 1.
    List<Outcome> step(State state, int action);

    /// The map as it looks in this state, without the things that have positions: those are drawn over it.
    GridMap scenery(State state);

    /// One start, drawn with its probability.
    default Start drawStart(RandomGenerator random) {
        List<Start> starts = starts();
        double left = random.nextDouble();
        for (Start start : starts) {
            left -= start.probability();
            if (left < 0) {
                return start;
            }
        }
        return starts.getLast();
    }

    /// One outcome of a step, drawn with its probability; rules with very many outcomes draw without listing them.
    default Outcome draw(State state, int action, RandomGenerator random) {
        List<Outcome> outcomes = step(state, action);
        double left = random.nextDouble();
        for (Outcome outcome : outcomes) {
            left -= outcome.probability();
            if (left < 0) {
                return outcome;
            }
        }
        return outcomes.getLast();
    }
}
