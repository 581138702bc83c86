package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// The mean difference left - right of two measurements of the same items, with Student's paired interval and test.
///
/// se^2 = seLeft^2 + seRight^2 - 2 r seLeft seRight: the more the two sides agree about which items are hard, the
/// less is left of the noise (Miller, arXiv 2411.00640). For items in clusters, give the differences to
/// [ClusteredMean].
///
/// @param n how many pairs, at least 2
/// @param value mean of left - right
/// @param standardError of the mean difference; 0 if all differences are equal
/// @param leftError standard error of the left mean alone
/// @param rightError standard error of the right mean alone
/// @param covariance of the two means, covariance of the sides / n
public record PairedDifference(
        int n, double value, double standardError, double leftError, double rightError, double covariance) {
    public static PairedDifference of(double[] left, double[] right) {
        double[] differences = differences(left, right);
        Require.defined(differences.length > 1, "fewer than two pairs");
        Mean mean = Mean.of(differences);
        double covariance = Mean.products(left, right) / (differences.length - 1.0) / differences.length;
        return new PairedDifference(
                differences.length,
                mean.value(),
                mean.standardError(),
                Mean.of(left).standardError(),
                Mean.of(right).standardError(),
                covariance);
    }

    /// Left minus right, item by item.
    public static double[] differences(double[] left, double[] right) {
        Require.sameLength(left.length, right.length, "left and right");
        Require.finite(left, "left");
        Require.finite(right, "right");
        double[] differences = new double[left.length];
        for (int i = 0; i < left.length; i++) {
            differences[i] = left[i] - right[i];
        }
        return differences;
    }

    /// Pearson's correlation of the two sides.
    public double correlation() {
        Require.defined(leftError > 0 && rightError > 0, "a side is constant: zero variance");
        return Math.clamp(covariance / (leftError * rightError), -1, 1);
    }

    /// mean -+ t(n - 1) se.
    public Estimate interval(double level) {
        double half = Quantiles.t(level, n - 1) * standardError;
        return new Estimate(value, value - half, value + half, level, "paired t", n, Map.of());
    }

    /// Whether the difference is zero: t = mean / se with n - 1 degrees of freedom.
    public TestResult test() {
        Require.defined(standardError > 0, "zero variance of the differences");
        double t = value / standardError;
        return new TestResult(t, Quantiles.twoSidedT(t, n - 1));
    }
}
