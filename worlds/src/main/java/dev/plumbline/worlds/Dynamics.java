package dev.plumbline.worlds;

import java.util.List;

/// Rules applied to a map: everything that can happen, with its probabilities.
///
/// Steps are pure: the same state and action always give the same outcomes. Nothing that implements or holds this is
/// handed to an agent, for outcomes carry the hidden performance; agents get an [ObservedModel] or an [Environment].
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
}
