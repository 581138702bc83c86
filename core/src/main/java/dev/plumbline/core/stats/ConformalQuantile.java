package dev.plumbline.core.stats;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/// The score below which a new item falls with probability at least 1 - alpha, whatever the distribution (Vovk et
/// al. 2005): the ceil((n + 1)(1 - alpha))-th smallest of n calibration scores.
///
/// @param rank counted from 1; 0 or less and above n mean that no score will do
/// @param quantile the score; +Infinity if the rank exceeds n, -Infinity if it is 0
public record ConformalQuantile(int rank, double quantile) {
    /// The quantile of these scores.
    ///
    /// @param alpha in [0, 1], as a decimal: in doubles (1 - 0.7) 10 is above 3, and the ceiling goes one too far
    public static ConformalQuantile of(double[] scores, BigDecimal alpha) {
        Require.finite(scores, "scores");
        Require.probability(alpha.doubleValue(), "alpha");
        int rank = BigDecimal.valueOf(scores.length + 1L)
                .multiply(BigDecimal.ONE.subtract(alpha))
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        if (rank > sorted.length) {
            return new ConformalQuantile(rank, Double.POSITIVE_INFINITY);
        }
        return new ConformalQuantile(rank, rank == 0 ? Double.NEGATIVE_INFINITY : sorted[rank - 1]);
    }
}
