package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The mean of observations that depend on each other within clusters (questions on one text, repeats of one
/// prompt).
///
/// With residuals e and their sums s_c within cluster c of G: cr0^2 = sum s_c^2 / n^2 (Liang, Zeger 1986);
/// cr1 = cr0 sqrt(G / (G - 1)); Miller's (arXiv 2411.00640) is cr0^2 + sum e^2 / (n^2 (n - 1)). The three
/// differ; intervals use cr1 and t(G - 1). With one cluster the residuals sum to zero, so that no error exists.
///
/// @param n how many observations
/// @param clusters how many clusters, G
/// @param value the mean over observations
/// @param squares sum of squared residuals
/// @param clusterSquares sum over clusters of the squared sum of residuals
public record ClusteredMean(int n, int clusters, double value, double squares, double clusterSquares) {
    /// The mean of `values`.
    ///
    /// @param clusterOf the cluster of each value, compared by `equals`
    public static ClusteredMean of(double[] values, List<?> clusterOf) {
        Require.sameLength(values.length, clusterOf.size(), "values and clusters");
        Require.finite(values, "values");
        Require.defined(values.length > 0, "no observations");
        boolean constant = Mean.constant(values);
        double mean = Mean.average(values);
        Map<Object, Double> sums = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            sums.merge(clusterOf.get(i), constant ? 0 : values[i] - mean, Double::sum);
        }
        double clusterSquares =
                sums.values().stream().mapToDouble(sum -> sum * sum).sum();
        return new ClusteredMean(values.length, sums.size(), mean, Mean.squares(values), clusterSquares);
    }

    /// The error if observations were independent, sqrt(sum e^2 / (n (n - 1))).
    public double independentError() {
        Require.defined(n > 1, "one observation has no standard error");
        return Math.sqrt(squares / (n - 1) / n);
    }

    public double cr0() {
        requireClusters();
        return Math.sqrt(clusterSquares) / n;
    }

    public double cr1() {
        return cr0() * Math.sqrt(clusters / (clusters - 1.0));
    }

    /// Never below zero, although negative dependence within clusters can make the sum of squares so by
    /// rounding.
    public double miller() {
        requireClusters();
        double cr0 = cr0();
        return Math.sqrt(Math.max(0, cr0 * cr0 + squares / ((double) n * n * (n - 1))));
    }

    /// How many times larger the variance is than it would be for independent observations, (cr1 / se)^2.
    public double designEffect() {
        double independent = independentError();
        Require.defined(independent > 0, "zero variance has no design effect");
        double ratio = cr1() / independent;
        return ratio * ratio;
    }

    /// mean -+ t(G - 1) cr1.
    public Estimate interval(double level) {
        double half = Quantiles.t(level, Math.max(1, clusters - 1)) * cr1();
        return new Estimate(value, value - half, value + half, level, "cluster-robust t", n, Map.of());
    }

    /// An interval of a rate, for values of 0 and 1: Wilson's (1927) over an effective number of observations,
    /// n / max(1, design effect), times (t(n - 1) / t(G - 1))^2, since few clusters tell little about the
    /// design effect (Korn, Graubard 1998; Franco, Little, Louis, Slud 2019). Values that are all alike show no
    /// spread between clusters: each cluster then counts once.
    ///
    /// Unlike [#interval] it keeps to [0, 1], and does not collapse where a few clusters happen to have equal
    /// rates.
    public Estimate rateInterval(double level) {
        double[] ends;
        if (squares == 0) {
            ends = Proportion.wilsonEnds(value, clusters, level);
        } else {
            requireClusters();
            double ratio = Quantiles.t(level, n - 1) / Quantiles.t(level, clusters - 1);
            ends = Proportion.wilsonEnds(value, n / Math.max(1, designEffect()) * ratio * ratio, level);
        }
        return new Estimate(value, ends[0], ends[1], level, "wilson, effective n", n, Map.of());
    }

    /// Whether the mean differs from zero: t = mean / cr1 with G - 1 degrees of freedom.
    public TestResult test() {
        double error = cr1();
        Require.defined(error > 0, "zero variance between clusters");
        double t = value / error;
        return new TestResult(t, Quantiles.twoSidedT(t, clusters - 1));
    }

    private void requireClusters() {
        Require.defined(clusters > 1, "one cluster says nothing about the spread between clusters");
    }
}
