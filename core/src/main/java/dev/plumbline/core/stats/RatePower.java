package dev.plumbline.core.stats;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/// How large two independent groups must be to see the difference between two rates (Fleiss 1981, chapter 3).
///
/// With d = |p1 - p2|, s0 = sqrt(2 p q) at the mean rate and s1 = sqrt(p1 q1 + p2 q2); tests are two-sided at `alpha`.
///
/// @param p1 the one rate, in [0, 1]
/// @param p2 the other, different from it
public record RatePower(double p1, double p2) {
    public RatePower {
        Require.probability(p1, "p1");
        Require.probability(p2, "p2");
        Require.defined(p1 != p2, "no difference to detect");
    }

    /// The chance that groups of `n` show the difference, both tails, with the pooled variance under the null.
    public double power(int n, double alpha) {
        double reach = Math.abs(p1 - p2) * Math.sqrt(n);
        double critical = z(alpha) * nullDeviation(p1, p2);
        double s1 = deviation(p1, p2);
        Require.defined(s1 > 0, "rates of 0 and 1 have no spread");
        return Quantiles.NORMAL.survivalProbability((critical - reach) / s1)
                + Quantiles.NORMAL.cumulativeProbability((-critical - reach) / s1);
    }

    /// Cohen's h, 2 asin(sqrt p1) - 2 asin(sqrt p2).
    public double cohenH() {
        return 2 * Math.asin(Math.sqrt(p1)) - 2 * Math.asin(Math.sqrt(p2));
    }

    /// The power on the arcsine scale, where the variance does not depend on the rate.
    public double powerByCohenH(int n, double alpha) {
        double reach = Math.abs(cohenH()) * Math.sqrt(n / 2.0);
        double critical = z(alpha);
        return Quantiles.NORMAL.survivalProbability(critical - reach)
                + Quantiles.NORMAL.cumulativeProbability(-critical - reach);
    }

    /// Items per group for this power, ((z_a s0 + z_b s1) / d)^2; round up.
    public double required(double alpha, double power) {
        double root = (z(alpha) * nullDeviation(p1, p2) + quantile(power) * deviation(p1, p2)) / Math.abs(p1 - p2);
        return root * root;
    }

    /// The same with Fleiss' continuity term: n/4 (1 + sqrt(1 + 4 / (n d)))^2.
    public double requiredCorrected(double alpha, double power) {
        double n = required(alpha, power);
        double root = 1 + Math.sqrt(1 + 4 / n / Math.abs(p1 - p2));
        return n / 4 * root * root;
    }

    /// The nearest rate above `p1` that groups of `n` tell from it with this power (near tail only).
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if there is none up to 1
    public static double detectableAbove(double p1, int n, double alpha, double power) {
        return detectable(p1, 1, n, alpha, power);
    }

    /// The nearest rate below `p1`, down to 0.
    public static double detectableBelow(double p1, int n, double alpha, double power) {
        return detectable(p1, 0, n, alpha, power);
    }

    private static double detectable(double p1, double end, int n, double alpha, double power) {
        Require.probability(p1, "p1");
        double za = z(alpha);
        double zb = quantile(power);
        DoubleUnaryOperator gap =
                p2 -> Math.abs(p2 - p1) * Math.sqrt(n) - za * nullDeviation(p1, p2) - zb * deviation(p1, p2);
        Require.defined(gap.applyAsDouble(end) > 0, "no rate can be told from " + p1 + " with " + n + " items");
        // At a rate of 0 or 1 the gap is 0 as well, which is not the root that is meant.
        double start = gap.applyAsDouble(p1) < 0 ? p1 : p1 + 1e-12 * (end - p1);
        return new BrentSolver(1e-15, 1e-15, 1e-300).findRoot(gap, Math.min(start, end), Math.max(start, end));
    }

    /// Pairs that McNemar's test needs to see a net difference when a share of the pairs is discordant (Connor 1987):
    /// (z_a sqrt(discordant) + z_b sqrt(discordant - difference^2))^2 / difference^2.
    ///
    /// @param discordant share of pairs that differ, at least |difference|
    public static double requiredPairs(double discordant, double difference, double alpha, double power) {
        Require.probability(discordant, "discordant");
        Require.defined(difference != 0, "no difference to detect");
        Require.that(
                discordant >= Math.abs(difference),
                "the discordant share " + discordant + " must be at least the difference " + difference);
        double squared = difference * difference;
        double root = z(alpha) * Math.sqrt(discordant) + quantile(power) * Math.sqrt(discordant - squared);
        return root * root / squared;
    }

    private static double nullDeviation(double p1, double p2) {
        double mean = (p1 + p2) / 2;
        return Math.sqrt(2 * mean * (1 - mean));
    }

    private static double deviation(double p1, double p2) {
        return Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
    }

    private static double z(double alpha) {
        Require.open(alpha, "alpha");
        return Quantiles.z(1 - alpha);
    }

    private static double quantile(double power) {
        Require.open(power, "power");
        return Quantiles.NORMAL.inverseCumulativeProbability(power);
    }
}
