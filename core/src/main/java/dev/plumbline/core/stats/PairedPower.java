package dev.plumbline.core.stats;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/// How many questions it takes to see a difference between two systems that answer all of them (Miller, arXiv
/// 2411.00640).
///
/// @param variance of one question's difference, above 0
public record PairedPower(double variance) {
    private static final double TOLERANCE = 1e-13;

    public PairedPower {
        Require.that(variance >= 0 && Double.isFinite(variance), "a variance must be 0 or more, not " + variance);
        Require.defined(variance > 0, "zero variance");
    }

    /// omega^2 + sigma_a^2 / runs_a + sigma_b^2 / runs_b: the spread of questions, and each system's own, averaged over
    /// runs.
    public static PairedPower of(double questions, double leftSigma2, int leftRuns, double rightSigma2, int rightRuns) {
        Require.that(leftRuns > 0 && rightRuns > 0, "runs must be 1 or more");
        return new PairedPower(questions + leftSigma2 / leftRuns + rightSigma2 / rightRuns);
    }

    /// Questions for this power, (z_a + z_b)^2 v / delta^2; round up.
    public double required(double delta, double alpha, double power) {
        Require.defined(delta != 0, "no difference to detect");
        double z = quantiles(alpha, power);
        return z * z * variance / (delta * delta);
    }

    /// The difference that `n` questions show with this power.
    public double detectable(int n, double alpha, double power) {
        return quantiles(alpha, power) * Math.sqrt(variance / n);
    }

    /// The chance that the two-sided paired t test on `n` questions, at least 2, shows a difference of `delta`.
    ///
    /// The noncentral t tail is the mean of the normal tail over the sample deviation, s = sqrt(chi^2 / df).
    public double power(double delta, int n, double alpha) {
        Require.open(alpha, "alpha");
        Require.defined(n > 1, "a paired t test needs two questions");
        double df = n - 1.0;
        double shift = delta * Math.sqrt(n / variance);
        double critical = Quantiles.t(1 - alpha, df);
        ChiSquaredDistribution chi = ChiSquaredDistribution.of(df);
        // Twelve standard deviations of s, which is 1/sqrt(2 df), to each side of 1.
        double reach = 12 / Math.sqrt(2 * df);
        return Integral.of(
                s -> density(chi, df, s)
                        * (Quantiles.NORMAL.cumulativeProbability(shift - critical * s)
                                + Quantiles.NORMAL.cumulativeProbability(-shift - critical * s)),
                Math.max(0, 1 - reach),
                1 + reach,
                64,
                TOLERANCE);
    }

    /// Density of s; its limit at 0 is that of a half normal for one degree of freedom, and 0 for more.
    private static double density(ChiSquaredDistribution chi, double df, double s) {
        if (s == 0) {
            return df == 1 ? Math.sqrt(2 / Math.PI) : 0;
        }
        return 2 * df * s * chi.density(df * s * s);
    }

    private static double quantiles(double alpha, double power) {
        Require.open(alpha, "alpha");
        Require.open(power, "power");
        return Quantiles.z(1 - alpha) + Quantiles.NORMAL.inverseCumulativeProbability(power);
    }
}
