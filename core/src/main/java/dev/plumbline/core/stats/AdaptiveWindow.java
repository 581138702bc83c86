package dev.plumbline.core.stats;

import java.util.ArrayList;
import java.util.List;

/// Watches a stream for a change of its mean with a window that grows while nothing changes: ADWIN (Bifet, Gavalda
/// 2007), as the river library arranges it.
///
/// The window is kept as buckets of 1, 2, 4 … values. Every `clock` values each border between buckets is tried
/// as a cut; where the means of both sides differ by more than the paper's bound, the oldest bucket goes. After
/// an alarm the next value begins a fresh window. Not thread-safe.
public final class AdaptiveWindow {
    /// How sensitive it is.
    ///
    /// @param delta chance of a false alarm at one look, in (0, 1)
    /// @param clock a look every so many values
    /// @param buckets how many of one size are kept before two are merged
    /// @param shortest no cut leaves fewer values on a side
    /// @param grace no look before the window is longer than this
    public record Settings(double delta, int clock, int buckets, int shortest, int grace) {
        /// The customary ones: 0.002, 32, 5, 5, 10.
        public static final Settings USUAL = new Settings(0.002, 32, 5, 5, 10);

        public Settings {
            Require.open(delta, "delta");
            Require.that(clock > 0 && buckets > 0 && shortest > 0, "clock, buckets and shortest must be 1 or more");
            Require.count(grace, "grace");
        }
    }

    /// Some neighbouring values.
    private record Bucket(double size, double total, double squares) {
        double mean() {
            return total / size;
        }

        /// Both together; `squares` are about the mean (Chan et al. 1983).
        Bucket and(Bucket other) {
            return new Bucket(size + other.size, total + other.total, squares + other.squares + between(other));
        }

        /// These values without those of `other`, which are among them.
        Bucket without(Bucket other) {
            double left = size - other.size;
            Bucket rest = new Bucket(left, total - other.total, 0);
            double gone = other.squares + (left > 0 ? rest.between(other) : 0);
            return new Bucket(left, rest.total, squares - gone);
        }

        private double between(Bucket other) {
            double d = mean() - other.mean();
            return size * other.size / (size + other.size) * d * d;
        }
    }

    private static final Bucket NOTHING = new Bucket(0, 0, 0);

    private final Settings settings;
    /// By size, 1 first; in each row the oldest bucket first.
    private final List<List<Bucket>> rows = new ArrayList<>();

    private Bucket window = NOTHING;
    private int values;
    private boolean alarmed;

    public AdaptiveWindow(Settings settings) {
        this.settings = settings;
    }

    /// Takes one finite value; true if it raises the alarm.
    public boolean add(double value) {
        Require.finite(new double[] {value}, "value");
        if (alarmed) {
            rows.clear();
            window = NOTHING;
            values = 0;
        }
        Bucket one = new Bucket(1, value, 0);
        window = window.size() == 0 ? one : window.and(one);
        row(0).add(one);
        merge();
        values++;
        alarmed = false;
        if (values % settings.clock == 0 && window.size() > settings.grace) {
            while (shortened()) {
                alarmed = true;
            }
        }
        return alarmed;
    }

    /// How many values the window holds.
    public int width() {
        return (int) window.size();
    }

    /// The mean of the window, which holds a value at least.
    public double mean() {
        Require.defined(window.size() > 0, "no observations");
        return window.mean();
    }

    private List<Bucket> row(int power) {
        while (rows.size() <= power) {
            rows.add(new ArrayList<>());
        }
        return rows.get(power);
    }

    /// The two oldest of a size become one of the next.
    private void merge() {
        for (int power = 0; power < rows.size() && rows.get(power).size() > settings.buckets; power++) {
            List<Bucket> row = rows.get(power);
            row(power + 1).add(row.removeFirst().and(row.removeFirst()));
        }
    }

    /// Looks at the cuts from the oldest on; drops the oldest bucket at the first that separates different means.
    private boolean shortened() {
        double size = 0;
        double total = 0;
        for (int power = rows.size() - 1; power >= 0; power--) {
            for (Bucket bucket : rows.get(power)) {
                size += bucket.size();
                total += bucket.total();
                if (differ(size, total)) {
                    dropOldest();
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether the mean of the oldest `size` values, of this total, differs from that of the others.
    private boolean differ(double size, double total) {
        double rest = window.size() - size;
        if (size < settings.shortest || rest < settings.shortest) {
            return false;
        }
        double confidence = Math.log(2 * Math.log(window.size()) / settings.delta);
        double sizes = 1 / (size - settings.shortest + 1) + 1 / (rest - settings.shortest + 1);
        double variance = window.squares() / window.size();
        double bound = Math.sqrt(2 * sizes * variance * confidence) + 2.0 / 3 * confidence * sizes;
        return Math.abs(total / size - (window.total() - total) / rest) > bound;
    }

    private void dropOldest() {
        List<Bucket> row = rows.getLast();
        window = window.without(row.removeFirst());
        if (row.isEmpty()) {
            rows.removeLast();
        }
    }
}
