package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/// A statistic on resamples of the items (Efron 1979), and the intervals that follow. Quantiles are of type 7.
///
/// Intervals assume independent items; items in clusters are resampled by cluster (let an item be a cluster).
public final class Bootstrap {
    /// Resamples whose statistic does not exist may make up at most this share.
    private static final double MOST_UNDEFINED = 0.1;

    private final int items;
    private final double[] sorted;
    private final int undefined;

    private Bootstrap(int items, double[] statistics) {
        this.items = items;
        this.sorted =
                Arrays.stream(statistics).filter(x -> !Double.isNaN(x)).sorted().toArray();
        this.undefined = statistics.length - sorted.length;
        Require.defined(sorted.length > 0, "the statistic exists in no resample");
    }

    /// Draws `resamples` times as many of `items` items, with replacement.
    ///
    /// @param statistic of the positions drawn; NaN where it does not exist, which is counted and named in the
    /// interval
    /// @param resamples at least 100; 2,000 and more for intervals that are shown
    public static Bootstrap resample(int items, ToDoubleFunction<int[]> statistic, int resamples, Seed seed) {
        Require.defined(items > 0, "no observations");
        Require.that(resamples >= 100, "resamples must be 100 or more, not " + resamples);
        RandomGenerator random = seed.generator();
        double[] statistics = new double[resamples];
        int[] drawn = new int[items];
        for (int r = 0; r < resamples; r++) {
            for (int i = 0; i < items; i++) {
                drawn[i] = random.nextInt(items);
            }
            statistics[r] = statistic.applyAsDouble(drawn);
        }
        return new Bootstrap(items, statistics);
    }

    /// The statistic as it was found on resamples that somebody else drew.
    ///
    /// @param items how many items each resample has
    public static Bootstrap of(int items, double... statistics) {
        Require.defined(items > 0, "no observations");
        Require.that(statistics.length > 0, "at least one resample is needed");
        return new Bootstrap(items, statistics);
    }

    public double mean() {
        return Mean.average(sorted);
    }

    /// Standard deviation of the statistic over resamples, with B - 1.
    public double standardError() {
        return Mean.of(sorted).sd();
    }

    /// The quantiles of the resampled statistics at both tails.
    ///
    /// @param estimate the statistic on the data itself
    /// @param statistic what it is, for the method's name
    public Estimate percentile(double estimate, double level, String statistic) {
        double[] ends = ends(level);
        return estimate(estimate, ends[0], ends[1], level, statistic + ", percentile bootstrap");
    }

    /// 2 estimate - quantiles, reversed: the percentile interval mirrored about the estimate.
    public Estimate basic(double estimate, double level, String statistic) {
        double[] ends = ends(level);
        return estimate(
                estimate, 2 * estimate - ends[1], 2 * estimate - ends[0], level, statistic + ", basic bootstrap");
    }

    /// Bias-corrected and accelerated (Efron 1987): quantiles at Phi(z0 + (z0 + z) / (1 - a (z0 + z))).
    ///
    /// z0 = Phi^-1 of the share of resamples below the estimate, those equal to it counting half.
    public Estimate bca(double estimate, double[] jackknife, double level, String statistic) {
        double z0 = biasCorrection(estimate);
        double a = acceleration(jackknife);
        double z = Quantiles.z(level);
        double low = adjusted(z0, a, -z);
        double high = adjusted(z0, a, z);
        return estimate(
                estimate,
                Quantiles.ofSorted(sorted, low),
                Quantiles.ofSorted(sorted, high),
                level,
                statistic + ", BCa bootstrap");
    }

    /// From t* = (theta* - theta) / se* over resamples: theta - se q(1 - a/2) and theta - se q(a/2) (Efron 1982).
    ///
    /// @param ratios t* of the resamples whose own standard error is not 0
    public static Estimate studentised(
            double estimate, double standardError, double[] ratios, double level, int items, String statistic) {
        Require.open(level, "level");
        Require.finite(ratios, "ratios");
        Require.defined(ratios.length > 0 && standardError > 0, "zero variance");
        double tail = (1 - level) / 2;
        return new Estimate(
                estimate,
                estimate - standardError * Quantiles.ofData(ratios, 1 - tail),
                estimate - standardError * Quantiles.ofData(ratios, tail),
                level,
                statistic + ", studentised bootstrap",
                items,
                Map.of());
    }

    /// z0 of the BCa interval.
    public double biasCorrection(double estimate) {
        double below = 0;
        for (double x : sorted) {
            below += x < estimate ? 1 : x == estimate ? 0.5 : 0;
        }
        double share = below / sorted.length;
        Require.defined(share > 0 && share < 1, "all resamples lie on one side of the estimate");
        return Quantiles.NORMAL.inverseCumulativeProbability(share);
    }

    /// Skewness of the statistic's influence, sum((m - j)^3) / (6 sum((m - j)^2)^1.5) over values j with one item left
    /// out.
    public static double acceleration(double... jackknife) {
        Require.defined(jackknife.length > 0 && !Mean.constant(jackknife), "the jackknife values are all equal");
        double mean = Mean.average(jackknife);
        double squares = 0;
        double cubes = 0;
        for (double j : jackknife) {
            double d = mean - j;
            squares += d * d;
            cubes += d * d * d;
        }
        Require.defined(squares > 0, "the jackknife values are all equal");
        return cubes / (6 * squares * Math.sqrt(squares));
    }

    private static double adjusted(double z0, double a, double z) {
        return Quantiles.NORMAL.cumulativeProbability(z0 + (z0 + z) / (1 - a * (z0 + z)));
    }

    private double[] ends(double level) {
        Require.open(level, "level");
        double tail = (1 - level) / 2;
        return new double[] {Quantiles.ofSorted(sorted, tail), Quantiles.ofSorted(sorted, 1 - tail)};
    }

    private Estimate estimate(double value, double low, double high, double level, String method) {
        int all = sorted.length + undefined;
        Require.defined(
                undefined <= MOST_UNDEFINED * all, undefined + " of " + all + " resamples have no such statistic");
        String named = undefined == 0 ? method : method + ", " + undefined + " of " + all + " resamples undefined";
        return new Estimate(value, low, high, level, named, items, Map.of());
    }
}
