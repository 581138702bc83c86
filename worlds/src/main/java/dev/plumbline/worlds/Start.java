package dev.plumbline.worlds;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Objects;

/// One state that an episode can begin in.
///
/// @param probability in [0, 1]
/// @param kind the kind of episode that this begins, such as `supervised`; empty where there is one kind only
public record Start(State state, double probability, String kind) {
    public Start {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(kind, "kind");
        if (!(probability >= 0 && probability <= 1)) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, "a start's probability must lie in [0, 1], not " + probability);
        }
    }

    /// Who chooses among the starts.
    public enum Chooser {
        /// Chance, by the starts' probabilities.
        CHANCE,
        /// Someone who knows the agent's policy and wants its return to be high.
        FRIEND,
        /// Someone who knows the agent's policy and wants its return to be low.
        FOE
    }
}
