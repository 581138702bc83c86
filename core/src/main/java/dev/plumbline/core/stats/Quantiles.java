package dev.plumbline.core.stats;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/// Quantiles and tails of the distributions that tests and intervals rest on, and quantiles of data.
public final class Quantiles {
    static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Quantiles() {}

    /// The normal quantile of a two-sided interval: 1.96 at level 0.95.
    public static double z(double level) {
        Require.open(level, "level");
        return NORMAL.inverseSurvivalProbability((1 - level) / 2);
    }

    /// Student's quantile of a two-sided interval with `df` degrees of freedom, which may be a fraction.
    public static double t(double level, double df) {
        Require.open(level, "level");
        return upper(TDistribution.of(df), (1 - level) / 2);
    }

    /// P(|Z| >= |z|).
    static double twoSidedNormal(double z) {
        return Math.min(1, 2 * NORMAL.survivalProbability(Math.abs(z)));
    }

    /// P(|T| >= |t|) with `df` degrees of freedom.
    static double twoSidedT(double t, double df) {
        return Math.min(1, 2 * TDistribution.of(df).survivalProbability(Math.abs(t)));
    }

    /// P(X >= x) of chi-square with `df` degrees of freedom.
    static double chiSquareTail(double x, double df) {
        return ChiSquaredDistribution.of(df).survivalProbability(x);
    }

    static double beta(double p, double a, double b) {
        return lower(BetaDistribution.of(a, b), p);
    }

    static double betaUpper(double p, double a, double b) {
        return upper(BetaDistribution.of(a, b), p);
    }

    static double fUpper(double p, double df1, double df2) {
        return upper(FDistribution.of(df1, df2), p);
    }

    /// P(F >= f).
    static double fTail(double f, double df1, double df2) {
        return FDistribution.of(df1, df2).survivalProbability(f);
    }

    /// x with P(X <= x) = p; one Newton step takes the library's solver, which stops at 1e-9, to full precision.
    private static double lower(ContinuousDistribution d, double p) {
        double x = d.inverseCumulativeProbability(p);
        double step = (d.cumulativeProbability(x) - p) / d.density(x);
        return refined(d, x, -step);
    }

    /// x with P(X >= x) = p.
    private static double upper(ContinuousDistribution d, double p) {
        double x = d.inverseSurvivalProbability(p);
        double step = (d.survivalProbability(x) - p) / d.density(x);
        return refined(d, x, step);
    }

    /// A step that is small beside x is a refinement; anything else means that the density says nothing here.
    private static double refined(ContinuousDistribution d, double x, double step) {
        double y = x + step;
        boolean small = Math.abs(step) <= 1e-3 * Math.abs(x);
        return small && y >= d.getSupportLowerBound() && y <= d.getSupportUpperBound() ? y : x;
    }

    /// The p-quantile of data by linear interpolation between order statistics (Hyndman and Fan 1996, type 7).
    public static double ofData(double[] values, double p) {
        Require.defined(values.length > 0, "no observations");
        Require.probability(p, "p");
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return ofSorted(sorted, p);
    }

    static double ofSorted(double[] sorted, double p) {
        double at = p * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
