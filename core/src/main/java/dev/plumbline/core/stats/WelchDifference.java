package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// The difference of the means of two independent groups whose variances may differ (Welch 1947).
///
/// @param n observations in both groups together
/// @param value left mean - right mean
/// @param standardError sqrt(v1/n1 + v2/n2)
/// @param degreesOfFreedom Satterthwaite's
public record WelchDifference(int n, double value, double standardError, double degreesOfFreedom) {
    public static WelchDifference of(double[] left, double[] right) {
        Require.defined(left.length > 1 && right.length > 1, "a group has fewer than two observations");
        Mean a = Mean.of(left);
        Mean b = Mean.of(right);
        double va = a.standardError() * a.standardError();
        double vb = b.standardError() * b.standardError();
        Require.defined(va + vb > 0, "zero variance in both groups");
        double df = (va + vb) * (va + vb) / (va * va / (left.length - 1) + vb * vb / (right.length - 1));
        return new WelchDifference(left.length + right.length, a.value() - b.value(), Math.sqrt(va + vb), df);
    }

    public Estimate interval(double level) {
        double half = Quantiles.t(level, degreesOfFreedom) * standardError;
        return new Estimate(value, value - half, value + half, level, "welch t", n, Map.of());
    }

    public TestResult test() {
        double t = value / standardError;
        return new TestResult(t, Quantiles.twoSidedT(t, degreesOfFreedom));
    }
}
