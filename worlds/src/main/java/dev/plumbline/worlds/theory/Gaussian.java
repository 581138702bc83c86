package dev.plumbline.worlds.theory;

import org.apache.commons.statistics.distribution.NormalDistribution;

/// The standard normal distribution.
final class Gaussian {
    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

    private Gaussian() {}

    static double density(double x) {
        return STANDARD.density(x);
    }

    /// P(Z <= x).
    static double below(double x) {
        return STANDARD.cumulativeProbability(x);
    }

    /// P(Z > x), without the cancellation of 1 - P(Z <= x).
    static double above(double x) {
        return STANDARD.survivalProbability(x);
    }

    /// The x with P(Z <= x) = p.
    static double quantile(double p) {
        return STANDARD.inverseCumulativeProbability(p);
    }

    /// The x with P(Z > x) = p.
    static double upperQuantile(double p) {
        return STANDARD.inverseSurvivalProbability(p);
    }

    /// E[max(Z - t, 0)] = phi(t) - t P(Z > t).
    static double excess(double t) {
        return density(t) - t * above(t);
    }

    /// E[Z given Z > t] = phi(t) / P(Z > t); beyond 30 by four terms of its continued fraction (error below 1e-9).
    static double meanAbove(double t) {
        return t < 30 ? density(t) / above(t) : t + 1 / (t + 2 / (t + 3 / (t + 4 / t)));
    }
}
