package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Agreement of any number of raters beyond chance, with missing ratings (Krippendorff 2011, "Computing Krippendorff's
/// Alpha-Reliability"): 1 - observed / expected disagreement; 1 is perfect, 0 chance, below 0 systematic disagreement.
///
/// Items with fewer than two ratings are not pairable and drop out of everything.
///
/// @param pairable ratings of items with at least two
/// @param items how many such items
/// @param values how many categories occur among them
/// @param observed disagreement within items
/// @param expected disagreement if ratings were dealt to items at random
public record KrippendorffAlpha(int pairable, int items, int values, double observed, double expected) {
    /// How far apart two categories are.
    public enum Metric {
        /// 1 if they differ.
        NOMINAL,
        /// Squared number of ratings between them, the ends counting half.
        ORDINAL,
        /// Squared difference of their values.
        INTERVAL,
        /// ((v - w) / (v + w))^2, for values of one sign with a true zero.
        RATIO
    }

    public static KrippendorffAlpha of(Ratings ratings, Metric metric) {
        List<double[]> items = ratings.countsOfAtLeast(2);
        int[] all = new int[items.size()];
        Arrays.setAll(all, i -> i);
        return of(items, all, ratings, metric);
    }

    /// 1 - observed / expected.
    public double alpha() {
        Require.defined(pairable > 0, "no item with two ratings");
        Require.defined(values > 1 && expected > 0, "only one value occurs");
        return 1 - observed / expected;
    }

    /// Alpha with the percentile interval of a bootstrap over items. Resamples in which only one value occurs have
    /// no alpha; the method says how many there were.
    ///
    /// @param resamples at least 100
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if alpha is, or if it is in more than a tenth of the
    /// resamples
    public static Estimate estimate(Ratings ratings, Metric metric, double level, int resamples, Seed seed) {
        List<double[]> items = ratings.countsOfAtLeast(2);
        double alpha = of(ratings, metric).alpha();
        Bootstrap bootstrap = Bootstrap.resample(
                items.size(),
                drawn -> {
                    KrippendorffAlpha one = of(items, drawn, ratings, metric);
                    return one.values > 1 && one.expected > 0 ? one.alpha() : Double.NaN;
                },
                resamples,
                seed);
        int left = ratings.items() - items.size();
        return bootstrap
                .percentile(alpha, level, "alpha")
                .withMissing(left == 0 ? Map.of() : Map.of("fewer than two ratings", left));
    }

    /// @param drawn which of the items count, repeats included
    private static KrippendorffAlpha of(List<double[]> items, int[] drawn, Ratings ratings, Metric metric) {
        int q = ratings.categories();
        // [q, q] coincidences: every ordered pair of ratings of one item, by 1 / (ratings of the item - 1)
        double[][] coincidences = new double[q][q];
        double[] totals = new double[q];
        int pairable = 0;
        for (int index : drawn) {
            double[] counts = items.get(index);
            double m = Mean.sum(counts);
            pairable += (int) m;
            for (int i = 0; i < q; i++) {
                totals[i] += counts[i];
                for (int j = 0; counts[i] > 0 && j < q; j++) {
                    coincidences[i][j] += counts[i] * (counts[j] - (i == j ? 1 : 0)) / (m - 1);
                }
            }
        }
        int occurring = 0;
        double observed = 0;
        double expected = 0;
        for (int i = 0; i < q; i++) {
            occurring += totals[i] > 0 ? 1 : 0;
            for (int j = 0; totals[i] > 0 && j < q; j++) {
                if (i != j && totals[j] > 0) {
                    double distance = distance(metric, i, j, totals, ratings);
                    observed += coincidences[i][j] * distance;
                    expected += totals[i] * totals[j] * distance;
                }
            }
        }
        if (pairable == 0) {
            return new KrippendorffAlpha(0, 0, 0, 0, 0);
        }
        double n = pairable;
        return new KrippendorffAlpha(pairable, drawn.length, occurring, observed / n, expected / (n * (n - 1)));
    }

    private static double distance(Metric metric, int i, int j, double[] totals, Ratings ratings) {
        double root = switch (metric) {
            case NOMINAL -> 1;
            case ORDINAL -> between(totals, Math.min(i, j), Math.max(i, j));
            case INTERVAL -> ratings.value(i) - ratings.value(j);
            case RATIO -> ratio(ratings.value(i), ratings.value(j));
        };
        return root * root;
    }

    private static double between(double[] totals, int low, int high) {
        double sum = -(totals[low] + totals[high]) / 2;
        for (int i = low; i <= high; i++) {
            sum += totals[i];
        }
        return sum;
    }

    private static double ratio(double v, double w) {
        Require.that(
                v >= 0 && w >= 0 && v + w > 0, "the ratio metric needs values of 0 or more, not " + v + " and " + w);
        return (v - w) / (v + w);
    }
}
