package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.ClusteredMean;
import dev.plumbline.core.stats.Proportion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// One figure of a model on held-out items: a mean over observations, several of which may belong to one item.
///
/// @param name one word with dashes, such as `loss`
/// @param about a sentence for a reader: what it means, its unit and its range
/// @param lowerIsBetter whether the best model has the lowest value
/// @param rate whether observations are 0 or 1
/// @param values the observations
/// @param owner the item of each
/// @param missing items of which nothing could be said
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HeldOutFigure(
        String name, String about, boolean lowerIsBetter, boolean rate, double[] values, int[] owner, int missing) {
    public HeldOutFigure {
        values = values.clone();
        owner = owner.clone();
        if (values.length != owner.length || name.contains(" ")) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "held-out figure \"" + name + "\": " + values.length + " values of " + owner.length + " items");
        }
        if (values.length == 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "nothing could be measured of \"" + name + "\" on the held-out items; hold out more of them");
        }
    }

    /// A figure with one observation for each item; those that are NaN are counted as missing.
    public static HeldOutFigure perItem(
            String name, String about, boolean lowerIsBetter, boolean rate, double[] values) {
        int[] items = java.util.stream.IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i]))
                .toArray();
        double[] given = Arrays.stream(items).mapToDouble(i -> values[i]).toArray();
        return new HeldOutFigure(name, about, lowerIsBetter, rate, given, items, values.length - given.length);
    }

    /// The mean over observations.
    public double mean() {
        return Arrays.stream(values).average().orElseThrow();
    }

    /// How many items it rests on; an interval takes at least 2.
    public long items() {
        return Arrays.stream(owner).distinct().count();
    }

    /// Whether this is better than an earlier value; NaN for none yet.
    boolean isBetterThan(double earlier) {
        return Double.isNaN(earlier) || (lowerIsBetter ? mean() < earlier : mean() > earlier);
    }

    /// One value for each of so many items, the greater the better: the mean over its observations, NaN where there is
    /// none.
    double[] perItem(int count) {
        double[] sums = new double[count];
        int[] counts = new int[count];
        for (int i = 0; i < values.length; i++) {
            sums[owner[i]] += lowerIsBetter ? -values[i] : values[i];
            counts[owner[i]]++;
        }
        Arrays.setAll(sums, i -> counts[i] == 0 ? Double.NaN : sums[i] / counts[i]);
        return sums;
    }

    /// The mean with its interval: Wilson's for a rate of items, else that of a mean over items (cluster-robust
    /// where an item has several observations).
    ///
    /// @param level such as .95
    /// @throws PlumblineException UNDEFINED with a single item, which says nothing about the spread between items
    public Estimate estimate(double level) {
        Estimate estimate;
        if (rate && items() == values.length) {
            estimate = new Proportion((int) Math.round(Arrays.stream(values).sum()), values.length).wilson(level);
        } else {
            List<Integer> clusters = Arrays.stream(owner).boxed().toList();
            estimate = ClusteredMean.of(values, clusters).interval(level);
        }
        return missing == 0 ? estimate : estimate.withMissing(Map.of("nothing to say", missing));
    }
}
