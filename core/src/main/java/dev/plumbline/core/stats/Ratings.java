package dev.plumbline.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which category each rater gave to each item; a rater may leave an item out.
public final class Ratings {
    /// The code of a rating that was not given.
    public static final int MISSING = -1;

    private final int[][] codes;
    private final double[] values;

    private Ratings(int[][] codes, double[] values) {
        this.codes = codes;
        this.values = values;
    }

    /// Ratings in named or ordered categories 0 to `categories` - 1.
    ///
    /// @param codes items by raters: a category or [#MISSING]
    public static Ratings of(int[][] codes, int categories) {
        double[] values = new double[categories];
        Arrays.setAll(values, i -> i);
        return of(codes, values);
    }

    /// Ratings whose categories are numbers, for interval and ratio metrics.
    ///
    /// @param codes items by raters: an index into `values` or [#MISSING]
    /// @param values of the categories, rising where their order matters
    public static Ratings of(int[][] codes, double... values) {
        Require.finite(values, "values");
        int[][] copy = new int[codes.length][];
        for (int item = 0; item < codes.length; item++) {
            copy[item] = codes[item].clone();
            Require.sameLength(copy[item].length, copy[0].length, "all items' ratings");
            for (int code : copy[item]) {
                Require.that(
                        code >= MISSING && code < values.length,
                        "item " + item + ": category " + code + " is not one of " + values.length + "; use 0 to "
                                + (values.length - 1) + ", or -1 if missing");
            }
        }
        return new Ratings(copy, values.clone());
    }

    public int items() {
        return codes.length;
    }

    public int raters() {
        return codes.length == 0 ? 0 : codes[0].length;
    }

    public int categories() {
        return values.length;
    }

    /// The number that a category stands for.
    public double value(int category) {
        return values[category];
    }

    /// A rater's category for an item, or [#MISSING].
    public int code(int item, int rater) {
        return codes[item][rater];
    }

    /// How often two raters gave the same category to an item that both rated.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if no item was rated by both
    public Proportion agreement(int left, int right) {
        int same = 0;
        int both = 0;
        for (int[] item : codes) {
            if (item[left] != MISSING && item[right] != MISSING) {
                both++;
                same += item[left] == item[right] ? 1 : 0;
            }
        }
        Require.defined(both > 0, "no item rated by both");
        return new Proportion(same, both);
    }

    /// How often each category was given to each item, [items, categories].
    double[][] counts() {
        double[][] counts = new double[codes.length][values.length];
        for (int item = 0; item < codes.length; item++) {
            for (int code : codes[item]) {
                if (code != MISSING) {
                    counts[item][code]++;
                }
            }
        }
        return counts;
    }

    /// The items with at least `ratings` ratings, as counts by category.
    List<double[]> countsOfAtLeast(int ratings) {
        List<double[]> kept = new ArrayList<>();
        for (double[] item : counts()) {
            if (Mean.sum(item) >= ratings) {
                kept.add(item);
            }
        }
        return kept;
    }
}
