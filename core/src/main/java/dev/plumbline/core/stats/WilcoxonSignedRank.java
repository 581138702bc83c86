package dev.plumbline.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Whether differences are symmetric about zero, by the ranks of their sizes (Wilcoxon 1945); ties have mid-ranks.
///
/// @param ranks mid-ranks of the differences that are not zero
/// @param wPlus sum of the ranks of those above zero
/// @param wMinus sum of the ranks of those below
public record WilcoxonSignedRank(List<Double> ranks, double wPlus, double wMinus) {
    /// What becomes of differences of zero.
    public enum Zeros {
        /// They are dropped before ranking (Wilcoxon).
        DROPPED,
        /// They are ranked first and their ranks dropped (Pratt 1959).
        RANKED
    }

    public WilcoxonSignedRank {
        ranks = List.copyOf(ranks);
    }

    /// Ranks the differences.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if all are zero
    public static WilcoxonSignedRank of(double[] differences, Zeros zeros) {
        Require.finite(differences, "differences");
        double[] kept = Arrays.stream(differences)
                .filter(d -> zeros == Zeros.RANKED || d != 0)
                .toArray();
        double[] ranks = Ranks.of(Arrays.stream(kept).map(Math::abs).toArray()).ranks();
        List<Double> nonZero = new ArrayList<>();
        double plus = 0;
        double minus = 0;
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] != 0) {
                nonZero.add(ranks[i]);
                plus += kept[i] > 0 ? ranks[i] : 0;
                minus += kept[i] < 0 ? ranks[i] : 0;
            }
        }
        Require.defined(!nonZero.isEmpty(), "all differences are zero");
        return new WilcoxonSignedRank(nonZero, plus, minus);
    }

    public int n() {
        return ranks.size();
    }

    /// Two-sided p from the distribution of W+ over all signs of the mid-ranks, min(1, 2 min(P(W <= w), P(W >= w))).
    public double exactP() {
        // Mid-ranks are multiples of a half, so that doubled sums index the table.
        int total = (int) Math.rint(2 * (wPlus + wMinus));
        double[] shares = new double[total + 1];
        shares[0] = 1;
        int reached = 0;
        for (double rank : ranks) {
            int step = (int) Math.rint(2 * rank);
            reached += step;
            for (int sum = reached; sum >= 0; sum--) {
                shares[sum] = (shares[sum] + (sum >= step ? shares[sum - step] : 0)) / 2;
            }
        }
        int at = (int) Math.rint(2 * wPlus);
        double below = 0;
        double above = 0;
        for (int sum = 0; sum <= total; sum++) {
            below += sum <= at ? shares[sum] : 0;
            above += sum >= at ? shares[sum] : 0;
        }
        return Math.min(1, 2 * Math.min(below, above));
    }

    /// z = (W+ - sum/2) / sqrt(sum of squared ranks / 4), whose variance allows for ties, and its normal p.
    public TestResult normal() {
        double z = (wPlus - mean()) / deviation();
        return new TestResult(z, Quantiles.twoSidedNormal(z));
    }

    /// The same after moving W+ by 1/2 towards its mean, not past it.
    public TestResult normalCorrected() {
        double gap = wPlus - mean();
        double z = Math.signum(gap) * Math.max(Math.abs(gap) - 0.5, 0) / deviation();
        return new TestResult(z, Quantiles.twoSidedNormal(z));
    }

    private double mean() {
        return (wPlus + wMinus) / 2;
    }

    private double deviation() {
        return Math.sqrt(ranks.stream().mapToDouble(rank -> rank * rank).sum()) / 2;
    }
}
