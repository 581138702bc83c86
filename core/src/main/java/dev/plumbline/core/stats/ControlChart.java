package dev.plumbline.core.stats;

/// Watches a stream whose mean and deviation in good order are known, by a cumulative sum (Page 1954) and by an
/// exponentially weighted mean (Roberts 1959), one value at a time. Not thread-safe.
public final class ControlChart {
    /// What good order is, and how far from it an alarm rises.
    ///
    /// @param mean in good order
    /// @param sd in good order, above 0
    /// @param slack deviations per value that the sums forgive, half the shift to be seen
    /// @param decision deviations at which a sum raises the alarm
    /// @param weight of the newest value in the weighted mean, in (0, 1]
    /// @param width of the weighted mean's limits, in its own deviations
    public record Settings(double mean, double sd, double slack, double decision, double weight, double width) {
        public Settings {
            Require.that(sd >= 0 && Double.isFinite(sd), "sd must be 0 or more, not " + sd);
            Require.defined(sd > 0, "zero variance");
            Require.that(weight > 0 && weight <= 1, "weight must lie in (0, 1], not " + weight);
        }
    }

    /// The charts after one value.
    ///
    /// @param high cumulative sum of deviations upwards, 0 or more
    /// @param low the same downwards
    /// @param smoothed exponentially weighted mean
    /// @param lower its lower limit
    /// @param upper its upper limit
    /// @param sumAlarm whether a sum has passed the decision value
    /// @param meanAlarm whether the weighted mean is outside of its limits
    public record Point(
            double high,
            double low,
            double smoothed,
            double lower,
            double upper,
            boolean sumAlarm,
            boolean meanAlarm) {}

    private final Settings settings;
    private double high;
    private double low;
    private double smoothed;
    private double faded = 1;

    public ControlChart(Settings settings) {
        this.settings = settings;
        this.smoothed = settings.mean;
    }

    /// Takes one finite value. An alarm does not reset the sums.
    public Point add(double value) {
        Require.finite(new double[] {value}, "value");
        double z = (value - settings.mean) / settings.sd;
        high = Math.max(0, high + z - settings.slack);
        low = Math.max(0, low - z - settings.slack);
        smoothed = settings.weight * value + (1 - settings.weight) * smoothed;
        faded *= (1 - settings.weight) * (1 - settings.weight);
        double share = settings.weight / (2 - settings.weight) * (1 - faded);
        double half = settings.width * settings.sd * Math.sqrt(share);
        double lower = settings.mean - half;
        double upper = settings.mean + half;
        return new Point(
                high,
                low,
                smoothed,
                lower,
                upper,
                high > settings.decision || low > settings.decision,
                smoothed < lower || smoothed > upper);
    }
}
