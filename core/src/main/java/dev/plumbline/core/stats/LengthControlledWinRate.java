package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Arrays;
import java.util.Map;

/// How often a model would be preferred to a baseline if its answers were no longer than the baseline's
/// (Dubois et al. 2024, arXiv 2404.04475), without that paper's penalty.
///
/// logit P(preferred) = c + b tanh(d / sd(d)) + g difficulty, with d the difference in length; the controlled
/// rate is the mean chance with d = 0, its error by the delta method.
///
/// @param winRate mean preference as it was found
/// @param controlled the same at equal lengths
/// @param standardError of `controlled`
/// @param fit coefficients in the order c, b and, if given, g
public record LengthControlledWinRate(
        int n, double winRate, double controlled, double standardError, LogisticRegression fit) {
    /// From preferences and lengths alone.
    ///
    /// @param preference the share that the model won of each item, in [0, 1]
    /// @param lengthDifference the model's length minus the baseline's, in any unit
    public static LengthControlledWinRate of(double[] preference, double[] lengthDifference) {
        return fit(preference, lengthDifference, new double[0]);
    }

    /// From preferences, lengths and how difficult each item is.
    public static LengthControlledWinRate of(double[] preference, double[] lengthDifference, double[] difficulty) {
        Require.sameLength(preference.length, difficulty.length, "preferences and difficulties");
        Require.finite(difficulty, "difficulty");
        return fit(preference, lengthDifference, difficulty);
    }

    private static LengthControlledWinRate fit(double[] preference, double[] difference, double[] difficulty) {
        int n = preference.length;
        Require.sameLength(n, difference.length, "preferences and lengths");
        Require.finite(difference, "lengths");
        Require.defined(n > 0, "no items");
        double sd = Math.sqrt(Mean.squares(difference) / n);
        Require.defined(sd > 0, "all length differences are equal");
        double[][] rows = new double[n][];
        double[][] level = new double[n][];
        for (int i = 0; i < n; i++) {
            double longer = Math.tanh(difference[i] / sd);
            boolean rated = difficulty.length > 0;
            rows[i] = rated ? new double[] {1, longer, difficulty[i]} : new double[] {1, longer};
            level[i] = rated ? new double[] {1, 0, difficulty[i]} : new double[] {1, 0};
        }
        double[] weights = new double[n];
        Arrays.fill(weights, 1);
        LogisticRegression fit = LogisticRegression.fit(rows, preference, weights);
        double[] gradient = new double[rows[0].length];
        double controlled = 0;
        for (double[] row : level) {
            double p = fit.probability(row);
            controlled += p / n;
            for (int j = 0; j < row.length; j++) {
                gradient[j] += p * (1 - p) * row[j] / n;
            }
        }
        double error = Math.sqrt(PositiveDefinite.form(gradient, fit.covariance()));
        return new LengthControlledWinRate(n, Mean.average(preference), controlled, error, fit);
    }

    /// The controlled rate -+ z se, cut to [0, 1].
    public Estimate interval(double level) {
        double half = Quantiles.z(level) * standardError;
        return new Estimate(
                controlled,
                Math.max(0, controlled - half),
                Math.min(1, controlled + half),
                level,
                "length controlled, delta",
                n,
                Map.of());
    }
}
