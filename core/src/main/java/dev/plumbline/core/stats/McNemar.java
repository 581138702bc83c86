package dev.plumbline.core.stats;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/// McNemar's test (1947) that two yes/no measurements of the same items have one rate: only discordant pairs speak.
///
/// @param onlyLeft pairs where only the left side says yes
/// @param onlyRight pairs where only the right side does
public record McNemar(int onlyLeft, int onlyRight) {
    public McNemar {
        Require.count(onlyLeft, "onlyLeft");
        Require.count(onlyRight, "onlyRight");
    }

    /// Two-sided exact p, min(1, 2 P(X <= min)), X binomial with 1/2; 1 without discordant pairs.
    public double exactP() {
        return Math.min(1, twiceTail());
    }

    /// Mid-p, 2 P(X <= min) - P(X = min): close to its nominal level where the exact test is too strict
    /// (Fagerland, Lydersen, Laake 2013). 1 when both counts are equal.
    public double midP() {
        int discordant = onlyLeft + onlyRight;
        if (discordant == 0) {
            return 1;
        }
        double point = BinomialDistribution.of(discordant, 0.5).probability(Math.min(onlyLeft, onlyRight));
        return Math.min(1, twiceTail() - point);
    }

    /// (b - c)^2 / (b + c) with one degree of freedom.
    public TestResult chiSquare() {
        return chiSquare(Math.abs((double) onlyLeft - onlyRight));
    }

    /// Edwards' correction, max(|b - c| - 1, 0)^2 / (b + c).
    public TestResult chiSquareCorrected() {
        return chiSquare(Math.max(Math.abs((double) onlyLeft - onlyRight) - 1, 0));
    }

    private TestResult chiSquare(double distance) {
        Require.defined(onlyLeft + onlyRight > 0, "no discordant pairs");
        double statistic = distance * distance / ((double) onlyLeft + onlyRight);
        return new TestResult(statistic, Quantiles.chiSquareTail(statistic, 1));
    }

    private double twiceTail() {
        return 2
                * BinomialDistribution.of(onlyLeft + onlyRight, 0.5)
                        .cumulativeProbability(Math.min(onlyLeft, onlyRight));
    }
}
