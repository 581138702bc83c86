package dev.plumbline.core.stats;

/// Watches a stream for a change of its mean (Page 1954; Hinkley 1971), one value at a time.
///
/// With the mean m of all values since the last reset, each value moves two sums: up = alpha up + (x - m) -
/// delta and down = alpha down + (x - m) + delta. The alarm rises when `up` is more than the threshold above
/// its minimum, or `down` more than that below its maximum, which starts at -1. After an alarm the next value
/// begins anew. Not thread-safe.
public final class PageHinkley {
    /// Which changes raise the alarm.
    public enum Direction {
        UP,
        DOWN,
        BOTH
    }

    /// How sensitive it is.
    ///
    /// @param leastValues no alarm before so many values since the last reset
    /// @param delta a change that is not worth an alarm
    /// @param threshold how far a sum must move; larger means fewer false alarms and a later true one
    /// @param alpha how much of the past is kept at each value, in [0, 1]
    public record Settings(int leastValues, double delta, double threshold, double alpha, Direction direction) {
        public Settings {
            Require.count(leastValues, "leastValues");
            Require.probability(alpha, "alpha");
        }
    }

    private final Settings settings;
    private boolean alarmed;
    private int n;
    private double mean;
    private double up;
    private double down;
    private double lowest;
    private double highest;

    public PageHinkley(Settings settings) {
        this.settings = settings;
        begin();
    }

    private void begin() {
        alarmed = false;
        n = 0;
        mean = 0;
        up = 0;
        down = 0;
        lowest = Double.POSITIVE_INFINITY;
        highest = -1;
    }

    /// Takes one finite value; true if it raises the alarm.
    public boolean add(double value) {
        Require.finite(new double[] {value}, "value");
        if (alarmed) {
            begin();
        }
        n++;
        mean += (value - mean) / n;
        double deviation = value - mean;
        up = settings.alpha * up + deviation - settings.delta;
        down = settings.alpha * down + deviation + settings.delta;
        lowest = Math.min(lowest, up);
        highest = Math.max(highest, down);
        boolean rose = settings.direction != Direction.DOWN && rise() > settings.threshold;
        boolean fell = settings.direction != Direction.UP && fall() > settings.threshold;
        alarmed = n >= settings.leastValues && (rose || fell);
        return alarmed;
    }

    /// How far `up` lies above its minimum.
    public double rise() {
        return up - lowest;
    }

    /// How far `down` lies below its maximum.
    public double fall() {
        return highest - down;
    }
}
