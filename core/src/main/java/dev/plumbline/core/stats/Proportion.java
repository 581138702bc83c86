package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// A rate: `successes` in `n` independent trials. Wilson's interval is the one to show unless there is a reason.
///
/// @param successes in [0, n]
/// @param n at least 1
public record Proportion(int successes, int n) {
    public Proportion {
        Require.count(successes, "successes");
        Require.that(successes <= n, "successes must be at most n = " + n + ", not " + successes);
        Require.defined(n > 0, "no observations");
    }

    public double value() {
        return (double) successes / n;
    }

    /// sqrt(p (1 - p) / n), Wald's; 0 at the ends, which is why no interval here is built on it.
    public double standardError() {
        return Math.sqrt(value() * (1 - value()) / n);
    }

    /// Wilson's score interval (Wilson 1927): (k + z^2/2 -+ z sqrt(n p (1-p) + z^2/4)) / (n + z^2).
    public Estimate wilson(double level) {
        double[] ends = wilsonEnds(value(), n, level);
        return estimate("wilson", ends[0], ends[1], level);
    }

    /// Wilson's interval for `p` of `n`, which may be an effective, fractional number of trials.
    static double[] wilsonEnds(double p, double n, double level) {
        double z = Quantiles.z(level);
        double centre = (p * n + z * z / 2) / (n + z * z);
        double half = z / (n + z * z) * Math.sqrt(n * p * (1 - p) + z * z / 4);
        return new double[] {p == 0 ? 0 : centre - half, p == 1 ? 1 : centre + half};
    }

    /// Wilson's interval with continuity correction (Newcombe 1998, method 4).
    public Estimate wilsonContinuity(double level) {
        double z = Quantiles.z(level);
        double p = value();
        double below = z * z - 2 - 1.0 / n + 4 * p * (n * (1 - p) + 1);
        double above = z * z + 2 - 1.0 / n + 4 * p * (n * (1 - p) - 1);
        double twice = 2 * (n + z * z);
        double low = (2 * successes + z * z - 1 - z * Math.sqrt(Math.max(0, below))) / twice;
        double high = (2 * successes + z * z + 1 + z * Math.sqrt(Math.max(0, above))) / twice;
        return estimate(
                "wilson, continuity corrected",
                successes == 0 ? 0 : Math.max(0, low),
                successes == n ? 1 : Math.min(1, high),
                level);
    }

    /// The exact interval of Clopper and Pearson (1934), by quantiles of the beta distribution.
    public Estimate clopperPearson(double level) {
        Require.open(level, "level");
        double tail = (1 - level) / 2;
        double low = successes == 0 ? 0 : Quantiles.beta(tail, successes, n - successes + 1.0);
        double high = successes == n ? 1 : Quantiles.betaUpper(tail, successes + 1.0, n - successes);
        return estimate("clopper-pearson", low, high, level);
    }

    /// The equal-tailed interval of Jeffreys' posterior, Beta(k + 1/2, n - k + 1/2).
    public Estimate jeffreys(double level) {
        Require.open(level, "level");
        double tail = (1 - level) / 2;
        double low = Quantiles.beta(tail, successes + 0.5, n - successes + 0.5);
        double high = Quantiles.betaUpper(tail, successes + 0.5, n - successes + 0.5);
        return estimate("jeffreys", low, high, level);
    }

    /// Jeffreys' interval whose lower end is 0 at k = 0 and whose upper end is 1 at k = n (Brown, Cai, DasGupta 2001).
    public Estimate jeffreysWithEnds(double level) {
        Estimate plain = jeffreys(level);
        return estimate(
                "jeffreys, modified", successes == 0 ? 0 : plain.low(), successes == n ? 1 : plain.high(), level);
    }

    /// Wald's interval after adding z^2/2 successes and failures (Agresti, Coull 1998), cut to [0, 1].
    public Estimate agrestiCoull(double level) {
        double z = Quantiles.z(level);
        double trials = n + z * z;
        double p = (successes + z * z / 2) / trials;
        double half = z * Math.sqrt(p * (1 - p) / trials);
        return estimate("agresti-coull", Math.max(0, p - half), Math.min(1, p + half), level);
    }

    private Estimate estimate(String method, double low, double high, double level) {
        return new Estimate(value(), low, high, level, method, n, Map.of());
    }

    /// The one-sided upper bound of a rate that was never seen in `n` trials: 1 - (1 - level)^(1/n).
    public static double zeroFailuresBound(int n, double level) {
        Require.open(level, "level");
        Require.defined(n > 0, "no observations");
        return -Math.expm1(Math.log1p(-level) / n);
    }

    /// The same at 95 % from memory, 3 / n (Hanley, Lippman-Hand 1983).
    public static double ruleOfThree(int n) {
        Require.defined(n > 0, "no observations");
        return 3.0 / n;
    }
}
