package dev.plumbline.core.stats;

import java.util.Optional;

/// Which of two rates trials have, with as few of them as it takes: Wald's sequential probability ratio test
/// (1945). Not thread-safe.
public final class WaldTest {
    /// What was decided.
    public enum Decision {
        /// The first rate, `p0`.
        FIRST,
        /// The second rate, `p1`.
        SECOND
    }

    private final double p0;
    private final double p1;
    private final double upper;
    private final double lower;
    private int successes;
    private int failures;
    private Optional<Decision> decision = Optional.empty();
    private int decidedAt;

    /// @param p0 the first rate, in (0, 1)
    /// @param p1 the second, another one
    /// @param alpha chance to take the second where the first is true
    /// @param beta chance to take the first where the second is true
    public WaldTest(double p0, double p1, double alpha, double beta) {
        Require.open(p0, "p0");
        Require.open(p1, "p1");
        Require.open(alpha, "alpha");
        Require.open(beta, "beta");
        Require.that(p0 != p1, "the two rates must differ");
        this.p0 = p0;
        this.p1 = p1;
        this.upper = Math.log((1 - beta) / alpha);
        this.lower = Math.log(beta / (1 - alpha));
    }

    /// Takes one trial; gives the log likelihood ratio of the second rate against the first.
    public double add(boolean success) {
        if (success) {
            successes++;
        } else {
            failures++;
        }
        double ratio = logLikelihoodRatio();
        if (decision.isEmpty() && (ratio >= upper || ratio <= lower)) {
            decision = Optional.of(ratio >= upper ? Decision.SECOND : Decision.FIRST);
            decidedAt = successes + failures - 1;
        }
        return ratio;
    }

    public double logLikelihoodRatio() {
        return successes * Math.log(p1 / p0) + failures * Math.log((1 - p1) / (1 - p0));
    }

    /// At this ratio the second rate is taken, ln((1 - beta) / alpha).
    public double upper() {
        return upper;
    }

    /// At this one the first, ln(beta / (1 - alpha)).
    public double lower() {
        return lower;
    }

    /// What was decided at the first trial that decided; empty so far.
    public Optional<Decision> decision() {
        return decision;
    }

    /// Which trial decided, counted from 0.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if none did
    public int decidedAt() {
        Require.defined(decision.isPresent(), "no decision yet");
        return decidedAt;
    }
}
