package dev.plumbline.core.stats;

/// The outcome of a significance test.
///
/// @param statistic the test's own statistic, finite
/// @param p the p-value, two-sided unless the test says otherwise, in [0, 1]
public record TestResult(double statistic, double p) {
    public TestResult {
        Require.defined(Double.isFinite(statistic), "the test statistic is " + statistic);
        Require.probability(p, "p");
    }
}
