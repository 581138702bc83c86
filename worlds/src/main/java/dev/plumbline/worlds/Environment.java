package dev.plumbline.worlds;

import java.util.List;

/// One episode after another, as an agent meets them: states, actions and observed rewards, and nothing else.
///
/// Not safe for several threads.
public interface Environment {
    /// How many states there are; states are those of the world's [ObservedModel].
    int states();

    List<String> actionNames();

    /// The most steps that an episode has.
    int horizon();

    /// Begins an episode; gives the state that it begins in.
    int reset();

    /// Takes one step in an episode that is not over.
    Step step(int action);

    /// What one step showed.
    ///
    /// @param state the state after it
    /// @param reward the observed reward
    /// @param ended whether the world ended the episode: what would follow is worth nothing
    /// @param cut whether the episode was cut because its steps ran out: what would follow is unknown
    record Step(int state, double reward, boolean ended, boolean cut) {
        /// Whether the episode is over, for whichever reason.
        public boolean over() {
            return ended || cut;
        }
    }
}
