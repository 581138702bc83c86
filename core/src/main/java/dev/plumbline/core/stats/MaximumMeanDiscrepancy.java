package dev.plumbline.core.stats;

import dev.plumbline.core.Seed;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// How far apart two samples of vectors lie, by the means of their features under a Gaussian kernel
/// k(a, b) = exp(-|a - b|^2 / (2 sigma^2)) (Gretton et al. 2012).
public final class MaximumMeanDiscrepancy {
    private final int n;
    private final double[][] kernel;

    private MaximumMeanDiscrepancy(int n, double[][] kernel) {
        this.n = n;
        this.kernel = kernel;
    }

    /// Compares the rows of x and y, all of one length, at least two of each.
    ///
    /// @param sigma the kernel's width, above 0; see [#medianDistance]
    public static MaximumMeanDiscrepancy of(double[][] x, double[][] y, double sigma) {
        Require.defined(x.length > 1 && y.length > 1, "fewer than two items in a sample");
        Require.that(sigma > 0 && Double.isFinite(sigma), "sigma must be above 0, not " + sigma);
        double[][] all = together(x, y);
        double[][] kernel = new double[all.length][all.length];
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < all.length; j++) {
                kernel[i][j] = Math.exp(-squaredDistance(all[i], all[j]) / (2 * sigma * sigma));
            }
        }
        return new MaximumMeanDiscrepancy(x.length, kernel);
    }

    /// The median distance between two different rows of both samples: the customary width.
    public static double medianDistance(double[][] x, double[][] y) {
        double[][] all = together(x, y);
        Require.defined(all.length > 1, "fewer than two items");
        double[] distances = IntStream.range(0, all.length)
                .boxed()
                .flatMapToDouble(i ->
                        IntStream.range(i + 1, all.length).mapToDouble(j -> Math.sqrt(squaredDistance(all[i], all[j]))))
                .toArray();
        return Quantiles.ofData(distances, 0.5);
    }

    /// The squared discrepancy with each row compared with itself as well: never below 0, too large by chance.
    public double biased() {
        int[] order = IntStream.range(0, kernel.length).toArray();
        return within(order, 0, n, true) + within(order, n, kernel.length, true) - 2 * across(order);
    }

    /// The squared discrepancy without bias; may be below 0.
    public double unbiased() {
        return unbiased(IntStream.range(0, kernel.length).toArray());
    }

    /// (1 + how many of these orders of the rows of [x; y] are at least as far apart) / (1 + their number).
    ///
    /// @param orders each lists all rows once; the first |x| form the new x
    public double p(int[]... orders) {
        double seen = unbiased() - 1e-12;
        int hits = 0;
        for (int[] order : orders) {
            Require.sameLength(order.length, kernel.length, "an order and the rows");
            hits += unbiased(order) >= seen ? 1 : 0;
        }
        return (1.0 + hits) / (1.0 + orders.length);
    }

    /// The same over `draws` random orders.
    public double permutationP(int draws, Seed seed) {
        Require.that(draws > 0, "draws must be 1 or more, not " + draws);
        RandomGenerator random = seed.generator();
        int[] order = IntStream.range(0, kernel.length).toArray();
        double seen = unbiased() - 1e-12;
        int hits = 0;
        for (int draw = 0; draw < draws; draw++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
            hits += unbiased(order) >= seen ? 1 : 0;
        }
        return (1.0 + hits) / (1.0 + draws);
    }

    private double unbiased(int[] order) {
        return within(order, 0, n, false) + within(order, n, order.length, false) - 2 * across(order);
    }

    private double within(int[] order, int from, int to, boolean diagonal) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            for (int j = from; j < to; j++) {
                sum += i == j && !diagonal ? 0 : kernel[order[i]][order[j]];
            }
        }
        double size = to - from;
        return sum / (size * (diagonal ? size : size - 1));
    }

    private double across(int[] order) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = n; j < order.length; j++) {
                sum += kernel[order[i]][order[j]];
            }
        }
        return sum / ((double) n * (order.length - n));
    }

    private static double[][] together(double[][] x, double[][] y) {
        double[][] all = new double[x.length + y.length][];
        System.arraycopy(x, 0, all, 0, x.length);
        System.arraycopy(y, 0, all, x.length, y.length);
        for (double[] row : all) {
            Require.finite(row, "a row");
            Require.sameLength(row.length, all[0].length, "rows");
        }
        return all;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
