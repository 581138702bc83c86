package dev.plumbline.core.stats;

import org.apache.commons.numbers.rootfinder.BrentSolver;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/// Whether rows and columns of a 2x2 table are independent, given its margins (Fisher 1935).
///
/// @param a first row, first column
/// @param b first row, second column
/// @param c second row, first column
/// @param d second row, second column
public record FisherExact(int a, int b, int c, int d) {
    /// Tables this much likelier than the one seen still count as no likelier, as rounding cannot tell them apart.
    private static final double TIE = 1 + 1e-7;

    public FisherExact {
        Require.count(a, "a");
        Require.count(b, "b");
        Require.count(c, "c");
        Require.count(d, "d");
        Require.defined(a + b + c + d > 0, "an empty table");
    }

    /// Two-sided p: all tables no likelier than the one seen.
    public double p() {
        HypergeometricDistribution tables = tables();
        double seen = tables.probability(a) * TIE;
        double sum = 0;
        for (int x = tables.getSupportLowerBound(); x <= tables.getSupportUpperBound(); x++) {
            double p = tables.probability(x);
            sum += p <= seen ? p : 0;
        }
        return Math.min(1, sum);
    }

    /// P(A <= a): an odds ratio below 1.
    public double pLess() {
        return Math.min(1, tables().cumulativeProbability(a));
    }

    /// P(A >= a): an odds ratio above 1.
    public double pGreater() {
        HypergeometricDistribution tables = tables();
        return a == tables.getSupportLowerBound() ? 1 : Math.min(1, tables.survivalProbability(a - 1));
    }

    /// The sample odds ratio, a d / (b c); +Infinity if b or c is 0.
    public double oddsRatio() {
        requireMargins();
        return (double) a * d / ((double) b * c);
    }

    /// The odds ratio under which the mean of `a`, given the margins, is what was seen; 0 or +Infinity at its ends.
    public double conditionalOddsRatio() {
        requireMargins();
        HypergeometricDistribution tables = tables();
        int low = tables.getSupportLowerBound();
        int high = tables.getSupportUpperBound();
        if (a == low || a == high) {
            return a == low ? 0 : Double.POSITIVE_INFINITY;
        }
        double[] logs = new double[high - low + 1];
        for (int x = low; x <= high; x++) {
            logs[x - low] = tables.logProbability(x);
        }
        double bound = 1;
        while (meanUnder(logs, -bound) > a - low || meanUnder(logs, bound) < a - low) {
            bound *= 2;
        }
        return Math.exp(new BrentSolver(1e-14, 1e-14, 1e-300)
                .findRoot(logOdds -> meanUnder(logs, logOdds) - (a - low), -bound, bound));
    }

    /// The mean position of the noncentral hypergeometric distribution with these central log-probabilities.
    private static double meanUnder(double[] logs, double logOdds) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logs.length; i++) {
            largest = Math.max(largest, logs[i] + i * logOdds);
        }
        double mean = 0;
        double total = 0;
        for (int i = 0; i < logs.length; i++) {
            double weight = Math.exp(logs[i] + i * logOdds - largest);
            mean += i * weight;
            total += weight;
        }
        return mean / total;
    }

    private HypergeometricDistribution tables() {
        return HypergeometricDistribution.of(a + b + c + d, a + c, a + b);
    }

    private void requireMargins() {
        Require.defined(a + b > 0 && c + d > 0 && a + c > 0 && b + d > 0, "an empty margin");
    }
}
