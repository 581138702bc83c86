package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// A mean from few human labels and many judge's ones, unbiased however bad the judge is (Angelopoulos et al. 2023,
/// arXiv 2301.09633; tuned, arXiv 2311.01453): lambda mean(judge only) + mean(human - lambda judge on the same items).
///
/// @param value the estimate
/// @param standardError sqrt(lambda^2 var(judge only) / N + var(human - lambda judge) / n)
/// @param lambda how far the judge is believed: 0 not at all, 1 plain PPI
/// @param n human labels
public record PredictionPoweredMean(double value, double standardError, double lambda, int n) {
    /// The estimate under a given belief in the judge.
    ///
    /// @param human labels by people, at least 2
    /// @param judgeOnHuman the judge's labels of the same items
    /// @param judgeOnly the judge's labels of other items, at least 2
    public static PredictionPoweredMean of(double[] human, double[] judgeOnHuman, double[] judgeOnly, double lambda) {
        check(human, judgeOnHuman, judgeOnly);
        double[] rectified = new double[human.length];
        for (int i = 0; i < human.length; i++) {
            rectified[i] = human[i] - lambda * judgeOnHuman[i];
        }
        Mean judge = Mean.of(judgeOnly);
        Mean rest = Mean.of(rectified);
        double error = Math.hypot(lambda * judge.standardError(), rest.standardError());
        return new PredictionPoweredMean(lambda * judge.value() + rest.value(), error, lambda, human.length);
    }

    /// The estimate under the belief with the least variance, cov(human, judge) / ((1 + n/N) var(judge)): PPI++. A
    /// judge who always says the same is not believed.
    public static PredictionPoweredMean tuned(double[] human, double[] judgeOnHuman, double[] judgeOnly) {
        check(human, judgeOnHuman, judgeOnly);
        double[] pooled = new double[judgeOnHuman.length + judgeOnly.length];
        System.arraycopy(judgeOnHuman, 0, pooled, 0, judgeOnHuman.length);
        System.arraycopy(judgeOnly, 0, pooled, judgeOnHuman.length, judgeOnly.length);
        double variance = Mean.squares(pooled) / (pooled.length - 1);
        double covariance = Mean.products(human, judgeOnHuman) / (human.length - 1);
        double ratio = 1 + (double) human.length / judgeOnly.length;
        return of(human, judgeOnHuman, judgeOnly, variance == 0 ? 0 : covariance / (ratio * variance));
    }

    public Estimate interval(double level) {
        double half = Quantiles.z(level) * standardError;
        return new Estimate(value, value - half, value + half, level, "prediction-powered, normal", n, Map.of());
    }

    private static void check(double[] human, double[] judgeOnHuman, double[] judgeOnly) {
        Require.sameLength(human.length, judgeOnHuman.length, "human and judge on the same items");
        Require.finite(human, "human");
        Require.finite(judgeOnHuman, "judgeOnHuman");
        Require.finite(judgeOnly, "judgeOnly");
        Require.defined(human.length > 1 && judgeOnly.length > 1, "fewer than two items");
    }
}
