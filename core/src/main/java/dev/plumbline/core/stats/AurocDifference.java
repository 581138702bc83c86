package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// The difference of two detectors' areas on the same items (DeLong, DeLong, Clarke-Pearson 1988).
///
/// @param left area of the first score
/// @param right area of the second
/// @param leftVariance DeLong's variance of the first area
/// @param rightVariance of the second
/// @param covariance of the two
/// @param n how many items
public record AurocDifference(
        double left, double right, double leftVariance, double rightVariance, double covariance, int n) {
    /// The areas of two scores of the same items.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if a class has fewer than two items
    public static AurocDifference of(double[] left, double[] right, boolean[] labels) {
        Require.sameLength(left.length, right.length, "left and right");
        int positives = 0;
        for (boolean label : labels) {
            positives += label ? 1 : 0;
        }
        Require.defined(positives > 1 && labels.length - positives > 1, "a class has fewer than two items");
        Auroc.Placements a = Auroc.Placements.of(left, labels);
        Auroc.Placements b = Auroc.Placements.of(right, labels);
        return new AurocDifference(a.area(), b.area(), a.variance(), b.variance(), a.covariance(b), labels.length);
    }

    public double value() {
        return left - right;
    }

    /// sqrt(var left + var right - 2 cov); what is below 1e-9 is rounding and counts as 0.
    public double standardError() {
        double variance = leftVariance + rightVariance - 2 * covariance;
        return variance < 1e-18 ? 0 : Math.sqrt(variance);
    }

    public Estimate interval(double level) {
        double half = Quantiles.z(level) * standardError();
        return new Estimate(value(), value() - half, value() + half, level, "delong, paired", n, Map.of());
    }

    /// z = difference / se.
    public TestResult test() {
        Require.defined(standardError() > 0, "zero variance: the two scores order the items alike");
        double z = value() / standardError();
        return new TestResult(z, Quantiles.twoSidedNormal(z));
    }
}
