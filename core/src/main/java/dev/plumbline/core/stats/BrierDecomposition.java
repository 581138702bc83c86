package dev.plumbline.core.stats;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.DoubleFunction;

/// The Brier score as reliability - resolution + uncertainty (Murphy 1973), with the two terms that grouping
/// unequal forecasts adds: + withinVariance - withinCovariance (Stephenson, Coelho, Jolliffe 2008).
///
/// @param reliability weighted squared gap between a group's mean forecast and its rate; 0 is perfect
/// @param resolution weighted squared gap between a group's rate and the overall rate; higher is better
/// @param uncertainty rate (1 - rate), the score of always forecasting the overall rate
/// @param withinVariance sum (p - mean of group)^2 / n
/// @param withinCovariance 2 sum (y - rate of group)(p - mean of group) / n
public record BrierDecomposition(
        double reliability, double resolution, double uncertainty, double withinVariance, double withinCovariance) {
    /// One group for each distinct forecast, so that the last two terms vanish.
    public static BrierDecomposition byForecast(double[] forecasts, boolean[] outcomes) {
        CalibrationError.check(forecasts, outcomes, 1);
        return grouped(forecasts, outcomes, p -> p + 0.0);
    }

    /// Groups of equal width as in [CalibrationError#equalWidth].
    public static BrierDecomposition equalWidth(double[] forecasts, boolean[] outcomes, int bins) {
        CalibrationError.check(forecasts, outcomes, bins);
        return grouped(forecasts, outcomes, p -> CalibrationError.binOf(p, bins));
    }

    /// The score, put together again.
    public double brier() {
        return reliability - resolution + uncertainty + withinVariance - withinCovariance;
    }

    private static final class Group {
        private int n;
        private double forecasts;
        private double hits;
    }

    private static <K extends Comparable<K>> BrierDecomposition grouped(
            double[] forecasts, boolean[] outcomes, DoubleFunction<K> key) {
        Map<K, Group> groups = new TreeMap<>();
        double hits = 0;
        for (int i = 0; i < forecasts.length; i++) {
            Group group = groups.computeIfAbsent(key.apply(forecasts[i]), k -> new Group());
            group.n++;
            group.forecasts += forecasts[i];
            group.hits += outcomes[i] ? 1 : 0;
            hits += outcomes[i] ? 1 : 0;
        }
        int n = forecasts.length;
        double base = hits / n;
        double reliability = 0;
        double resolution = 0;
        for (Group group : groups.values()) {
            double rate = group.hits / group.n;
            double gap = group.forecasts / group.n - rate;
            reliability += gap * gap * group.n / n;
            resolution += (rate - base) * (rate - base) * group.n / n;
        }
        double variance = 0;
        double covariance = 0;
        for (int i = 0; i < n; i++) {
            Group group = Objects.requireNonNull(groups.get(key.apply(forecasts[i])));
            double residual = forecasts[i] - group.forecasts / group.n;
            variance += residual * residual / n;
            covariance += 2 * ((outcomes[i] ? 1 : 0) - group.hits / group.n) * residual / n;
        }
        return new BrierDecomposition(reliability, resolution, base * (1 - base), variance, covariance);
    }
}
