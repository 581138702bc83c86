package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// The mean of independent observations, with Student's interval.
///
/// @param n how many observations, at least 1
/// @param value their mean
/// @param squares sum of the squared deviations from it
public record Mean(int n, double value, double squares) {
    /// The mean of these values.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if there is no observation
    public static Mean of(double... values) {
        Require.defined(values.length > 0, "no observations");
        Require.finite(values, "values");
        return new Mean(values.length, average(values), squares(values));
    }

    /// Sample standard deviation, sqrt(sum (x - mean)^2 / (n - 1)).
    public double sd() {
        Require.defined(n > 1, "one observation has no standard deviation");
        return Math.sqrt(squares / (n - 1));
    }

    /// sd / sqrt(n).
    public double standardError() {
        return sd() / Math.sqrt(n);
    }

    /// mean -+ t(n - 1) sd / sqrt(n) (Student 1908).
    public Estimate interval(double level) {
        double half = Quantiles.t(level, Math.max(1, n - 1)) * standardError();
        return new Estimate(value, value - half, value + half, level, "t", n, Map.of());
    }

    /// The mean, corrected once for the rounding of the first pass.
    static double average(double[] values) {
        double mean = sum(values) / values.length;
        double rest = 0;
        for (double x : values) {
            rest += x - mean;
        }
        return mean + rest / values.length;
    }

    /// Sum of squared deviations from the mean; exactly 0 if all values are equal.
    static double squares(double[] values) {
        return constant(values) ? 0 : products(values, values);
    }

    /// Sum of products of the deviations of x and y from their means.
    static double products(double[] x, double[] y) {
        double meanX = average(x);
        double meanY = average(y);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - meanX) * (y[i] - meanY);
        }
        return sum;
    }

    static boolean constant(double[] values) {
        for (double x : values) {
            if (x != values[0]) {
                return false;
            }
        }
        return true;
    }

    static double sum(double[] values) {
        double sum = 0;
        for (double x : values) {
            sum += x;
        }
        return sum;
    }
}
