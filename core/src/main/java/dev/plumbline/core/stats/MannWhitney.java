package dev.plumbline.core.stats;

/// Whether one group's values tend to be larger than another's (Mann, Whitney 1947).
///
/// @param u pairs with left > right, ties counting half
/// @param leftN size of the left group
/// @param rightN size of the right group
/// @param tieTerm sum of t^3 - t over groups of t equal values
/// @param tied whether any value occurs twice
public record MannWhitney(double u, int leftN, int rightN, double tieTerm, boolean tied) {
    /// Compares two groups.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if a group is empty
    public static MannWhitney of(double[] left, double[] right) {
        Require.finite(left, "left");
        Require.finite(right, "right");
        Require.defined(left.length > 0 && right.length > 0, "an empty group");
        double[] all = new double[left.length + right.length];
        System.arraycopy(left, 0, all, 0, left.length);
        System.arraycopy(right, 0, all, left.length, right.length);
        Ranks ranks = Ranks.of(all);
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += ranks.ranks()[i];
        }
        double u = sum - left.length * (left.length + 1.0) / 2;
        return new MannWhitney(u, left.length, right.length, ranks.tieTerm(), ranks.tied());
    }

    /// P(left > right) + P(equal) / 2, the probability of superiority.
    public double effect() {
        return u / leftN / rightN;
    }

    /// Two-sided normal p with the variance corrected for ties.
    public double p() {
        return normal(0);
    }

    /// The same with continuity correction.
    public double correctedP() {
        return normal(0.5);
    }

    /// Two-sided exact p; only without ties. Takes time in the square of leftN rightN.
    public double exactP() {
        Require.defined(!tied, "ties");
        double[] shares = distribution();
        int largest = (int) Math.rint(Math.max(u, (double) leftN * rightN - u));
        double tail = 0;
        for (int i = largest; i < shares.length; i++) {
            tail += shares[i];
        }
        return Math.min(1, 2 * tail);
    }

    private double normal(double correction) {
        double pairs = (double) leftN * rightN;
        double n = (double) leftN + rightN;
        double variance = pairs / 12 * (n + 1 - (n > 1 ? tieTerm / (n * (n - 1)) : 0));
        Require.defined(variance > 1e-12 * pairs, "all values equal");
        double z = (Math.abs(u - pairs / 2) - correction) / Math.sqrt(variance);
        return Math.min(1, 2 * Quantiles.NORMAL.survivalProbability(z));
    }

    /// Shares of U = 0 ... leftN rightN: the largest of all values is a left one, which beats all right ones, or a
    /// right one.
    private double[] distribution() {
        double[][] byRight = new double[rightN + 1][];
        for (int r = 0; r <= rightN; r++) {
            byRight[r] = new double[] {1};
        }
        for (int l = 1; l <= leftN; l++) {
            double[][] next = new double[rightN + 1][];
            next[0] = new double[] {1};
            for (int r = 1; r <= rightN; r++) {
                next[r] = new double[l * r + 1];
                for (int i = 0; i < byRight[r].length; i++) {
                    next[r][i + r] += byRight[r][i] * l / (l + r);
                }
                for (int i = 0; i < next[r - 1].length; i++) {
                    next[r][i] += next[r - 1][i] * r / (l + r);
                }
            }
            byRight = next;
        }
        return byRight[rightN];
    }
}
