package dev.plumbline.core.stats;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/// Whether differences are as often above zero as below (Arbuthnot 1710); zeros say nothing and are dropped.
///
/// @param plus how many are above zero
/// @param minus how many are below
/// @param zeros how many were dropped
public record SignTest(int plus, int minus, int zeros) {
    /// Counts the signs.
    public static SignTest of(double... differences) {
        Require.finite(differences, "differences");
        int plus = 0;
        int minus = 0;
        for (double d : differences) {
            plus += d > 0 ? 1 : 0;
            minus += d < 0 ? 1 : 0;
        }
        return new SignTest(plus, minus, differences.length - plus - minus);
    }

    /// Two-sided exact binomial p, min(1, 2 P(X <= min)).
    public double p() {
        Require.defined(plus + minus > 0, "all differences are zero");
        BinomialDistribution fair = BinomialDistribution.of(plus + minus, 0.5);
        return Math.min(1, 2 * fair.cumulativeProbability(Math.min(plus, minus)));
    }
}
