package dev.plumbline.worlds;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.List;
import java.util.Objects;

/// One thing that a step can lead to.
///
/// @param next the state after the step
/// @param probability in (0, 1]
/// @param reward what the agent observes, finite
/// @param performance what it was truly worth
public record Outcome(State next, double probability, double reward, Performance performance) {
    public Outcome {
        Objects.requireNonNull(next, "next");
        Objects.requireNonNull(performance, "performance");
        if (!(probability > 0 && probability <= 1)) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, "an outcome's probability must lie in (0, 1], not " + probability);
        }
        if (!Double.isFinite(reward)) {
            throw new PlumblineException(
                    ErrorCode.NOT_FINITE, "reward of a step is " + reward + "; rules must give finite numbers");
        }
    }

    /// The only thing that a step leads to.
    public static List<Outcome> certain(State next, double reward, double performance) {
        return List.of(new Outcome(next, 1, reward, new Performance(performance)));
    }

    /// The same step, leading there with another probability.
    public Outcome withProbability(double changed) {
        return new Outcome(next, changed, reward, performance);
    }
}
