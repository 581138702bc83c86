package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// Agreement of two raters beyond chance (Cohen 1960, weighted 1968), errors by Fleiss, Cohen, Everitt (1969).
///
/// @param n items that both rated
/// @param missing items that a side left out
/// @param percentAgreement unweighted share of equal ratings; 0 if n is 0
/// @param observed weighted agreement
/// @param expected weighted agreement of independent raters with these margins
/// @param variance of kappa
/// @param nullVariance of kappa if the true one is 0
public record CohenKappa(
        int n,
        int missing,
        double percentAgreement,
        double observed,
        double expected,
        double variance,
        double nullVariance) {
    /// Compares the first two raters.
    public static CohenKappa of(Ratings ratings, AgreementWeights weights) {
        Require.that(ratings.raters() == 2, "kappa compares two raters, not " + ratings.raters());
        int q = ratings.categories();
        double[][] table = new double[q][q];
        int n = 0;
        for (int item = 0; item < ratings.items(); item++) {
            int left = ratings.code(item, 0);
            int right = ratings.code(item, 1);
            if (left != Ratings.MISSING && right != Ratings.MISSING) {
                table[left][right]++;
                n++;
            }
        }
        int missing = ratings.items() - n;
        return n == 0 ? new CohenKappa(0, missing, 0, 0, 1, 0, 0) : ofTable(table, n, missing, weights);
    }

    /// (observed - expected) / (1 - expected).
    public double kappa() {
        Require.defined(n > 0, "no item rated by both");
        Require.defined(expected < 1, "both raters always use one and the same category");
        return (observed - expected) / (1 - expected);
    }

    /// Large-sample standard error, for an interval.
    public double standardError() {
        kappa();
        return Math.sqrt(variance);
    }

    /// The standard error under kappa = 0, for a test.
    public double nullError() {
        kappa();
        return Math.sqrt(nullVariance);
    }

    /// kappa -+ z se, the upper end cut to 1.
    public Estimate interval(double level) {
        double half = Quantiles.z(level) * standardError();
        Map<String, Integer> left = missing == 0 ? Map.of() : Map.of("not rated by both", missing);
        return new Estimate(kappa(), kappa() - half, Math.min(1, kappa() + half), level, "kappa, normal", n, left);
    }

    private static CohenKappa ofTable(double[][] table, int n, int missing, AgreementWeights weights) {
        int q = table.length;
        double[] rows = new double[q];
        double[] columns = new double[q];
        double equal = 0;
        for (int i = 0; i < q; i++) {
            equal += table[i][i] / n;
            for (int j = 0; j < q; j++) {
                rows[i] += table[i][j] / n;
                columns[j] += table[i][j] / n;
            }
        }
        double observed = 0;
        double expected = 0;
        double[] byRow = new double[q];
        double[] byColumn = new double[q];
        for (int i = 0; i < q; i++) {
            for (int j = 0; j < q; j++) {
                double w = weights.of(i, j, q);
                observed += w * table[i][j] / n;
                expected += w * rows[i] * columns[j];
                byRow[i] += w * columns[j];
                byColumn[j] += w * rows[i];
            }
        }
        // One common category makes the expected agreement 1, which rounding must not hide.
        if (1 - expected < 1e-15) {
            return new CohenKappa(n, missing, equal, observed, 1, 0, 0);
        }
        double kappa = (observed - expected) / (1 - expected);
        double spread = 0;
        double nullSpread = 0;
        for (int i = 0; i < q; i++) {
            for (int j = 0; j < q; j++) {
                double w = weights.of(i, j, q);
                double mean = byRow[i] + byColumn[j];
                double term = w - mean * (1 - kappa);
                spread += table[i][j] / n * term * term;
                nullSpread += rows[i] * columns[j] * (w - mean) * (w - mean);
            }
        }
        double centre = kappa - expected * (1 - kappa);
        double scale = n * (1 - expected) * (1 - expected);
        return new CohenKappa(
                n,
                missing,
                equal,
                observed,
                expected,
                Math.max(0, spread - centre * centre) / scale,
                Math.max(0, nullSpread - expected * expected) / scale);
    }
}
