package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Arrays;

/// How whole numbers are spread; the quantiles are values that occur (inverse of the empirical distribution function).
///
/// @param n how many numbers, at least 1
/// @param q95 the 95th percentile
public record Distribution(int n, int min, int q25, int median, int q75, int q95, int max, double mean) {
    /// Sorts and describes the values.
    ///
    /// @throws PlumblineException UNDEFINED if there are no values
    public static Distribution of(int... values) {
        if (values.length == 0) {
            throw new PlumblineException(ErrorCode.UNDEFINED, "no values have no distribution; give at least one");
        }
        int[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Distribution(
                sorted.length,
                sorted[0],
                quantile(sorted, 0.25),
                quantile(sorted, 0.5),
                quantile(sorted, 0.75),
                quantile(sorted, 0.95),
                sorted[sorted.length - 1],
                Arrays.stream(sorted).average().orElseThrow());
    }

    private static int quantile(int[] sorted, double p) {
        return sorted[Math.max(0, (int) Math.ceil(p * sorted.length) - 1)];
    }
}
