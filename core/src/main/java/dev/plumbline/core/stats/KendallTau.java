package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// Kendall's tau-b (1945): concordant minus discordant pairs of items, over the pairs untied on each side.
///
/// @param value in [-1, 1]
/// @param n how many items, at least 3
/// @param score concordant minus discordant pairs
/// @param nullVariance of the score if the two sides are unrelated, corrected for ties
/// @param tied whether a side has equal values
public record KendallTau(double value, int n, long score, double nullVariance, boolean tied) {
    private static final double FIELLER = 0.437;

    /// Counts all n (n - 1) / 2 pairs.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if a side is constant or n < 3
    public static KendallTau of(double[] x, double[] y) {
        Require.sameLength(x.length, y.length, "x and y");
        Require.finite(x, "x");
        Require.finite(y, "y");
        Require.defined(x.length > 2, "fewer than 3 items");
        int n = x.length;
        long score = 0;
        for (int i = 1; i < n; i++) {
            for (int j = 0; j < i; j++) {
                score += (long) sign(x[i], x[j]) * sign(y[i], y[j]);
            }
        }
        Ranks left = Ranks.of(x);
        Ranks right = Ranks.of(y);
        double pairs = n * (n - 1.0) / 2;
        double untied = (pairs - falling(left, 2) / 2) * (pairs - falling(right, 2) / 2);
        Require.defined(untied > 0, "zero variance");
        double value = Math.clamp(score / Math.sqrt(untied), -1, 1);
        return new KendallTau(value, n, score, variance(left, right, n), left.tied() || right.tied());
    }

    /// Two-sided normal p of the score (Kendall 1970, section 4.7).
    public double p() {
        Require.defined(nullVariance > 0, "zero variance");
        return Quantiles.twoSidedNormal(score / Math.sqrt(nullVariance));
    }

    /// Two-sided exact p from the number of permutations with as few inversions; only without ties.
    public double exactP() {
        Require.defined(!tied, "ties");
        long pairs = n * (n - 1L) / 2;
        long discordant = (pairs - score) / 2;
        int fewer = (int) Math.min(discordant, pairs - discordant);
        double[] shares = {1};
        for (int size = 2; size <= n; size++) {
            shares = withOneMore(shares, size);
        }
        double tail = 0;
        for (int i = 0; i <= fewer; i++) {
            tail += shares[i];
        }
        return Math.min(1, 2 * tail);
    }

    /// tanh(artanh tau -+ z sqrt(0.437 / (n - 4))) (Fieller, Hartley, Pearson 1957).
    public Estimate interval(double level) {
        Require.defined(n > 4, "an interval of Kendall's tau needs 5 items");
        double[] ends = Correlation.fisher(value, Math.sqrt(FIELLER / (n - 4)), level);
        return new Estimate(value, ends[0], ends[1], level, "kendall tau-b, fieller", n, Map.of());
    }

    /// Shares of the permutations of `size` items by number of inversions, from those of one item less.
    private static double[] withOneMore(double[] shares, int size) {
        double[] more = new double[shares.length + size - 1];
        for (int i = 0; i < shares.length; i++) {
            for (int j = 0; j < size; j++) {
                more[i + j] += shares[i] / size;
            }
        }
        return more;
    }

    private static int sign(double a, double b) {
        return a > b ? 1 : a < b ? -1 : 0;
    }

    private static double variance(Ranks left, Ranks right, int n) {
        double m = n * (n - 1.0);
        double plain = (m * (2.0 * n + 5) - weighted(left) - weighted(right)) / 18;
        double pairs = falling(left, 2) * falling(right, 2) / (2 * m);
        double triples = falling(left, 3) * falling(right, 3) / (9 * m * (n - 2));
        return plain + pairs + triples;
    }

    /// sum over ties of t (t - 1), or of t (t - 1) (t - 2).
    private static double falling(Ranks ranks, int factors) {
        double sum = 0;
        for (int t : ranks.ties()) {
            sum += t * (t - 1.0) * (factors == 3 ? t - 2 : 1);
        }
        return sum;
    }

    private static double weighted(Ranks ranks) {
        double sum = 0;
        for (int t : ranks.ties()) {
            sum += t * (t - 1.0) * (2 * t + 5);
        }
        return sum;
    }
}
