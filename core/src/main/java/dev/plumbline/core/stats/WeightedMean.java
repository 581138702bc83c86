package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// The mean of observations that count unequally, with the linearised error of a ratio (Cochran 1977, chapter 6).
///
/// @param n how many observations
/// @param value sum(w x) / sum(w)
/// @param standardError sqrt(sum(w^2 (x - m)^2)) / sum(w)
/// @param effectiveN Kish's (sum w)^2 / sum(w^2)
public record WeightedMean(int n, double value, double standardError, double effectiveN) {
    /// The mean of `values`.
    ///
    /// @param weights 0 or more, as many as values
    public static WeightedMean of(double[] values, double[] weights) {
        Require.sameLength(values.length, weights.length, "values and weights");
        Require.finite(values, "values");
        Require.finite(weights, "weights");
        Require.defined(values.length > 0, "no observations");
        double total = Mean.sum(weights);
        double products = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            Require.that(weights[i] >= 0, "weights[" + i + "] is " + weights[i] + "; weights must be 0 or more");
            products += weights[i] * values[i];
            squares += weights[i] * weights[i];
        }
        Require.defined(total > 0, "the weights sum to zero");
        double mean = products / total;
        double spread = 0;
        for (int i = 0; i < values.length; i++) {
            double residual = weights[i] * (values[i] - mean);
            spread += residual * residual;
        }
        return new WeightedMean(values.length, mean, Math.sqrt(spread) / total, total * total / squares);
    }

    /// mean -+ z se.
    public Estimate interval(double level) {
        double half = Quantiles.z(level) * standardError;
        return new Estimate(value, value - half, value + half, level, "weighted, normal", n, Map.of());
    }
}
