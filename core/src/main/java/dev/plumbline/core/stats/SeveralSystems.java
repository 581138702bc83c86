package dev.plumbline.core.stats;

/// Whether several systems, measured on the same items, differ at all; rows are items, columns are systems.
public final class SeveralSystems {
    private SeveralSystems() {}

    /// A statistic that is chi-square under no difference.
    ///
    /// @param degreesOfFreedom systems - 1
    public record Omnibus(double statistic, int degreesOfFreedom, int items) {
        public double p() {
            return Quantiles.chiSquareTail(statistic, degreesOfFreedom);
        }

        /// Kendall's coefficient of concordance, chi^2 / (n (k - 1)), in [0, 1]: how much the items agree about
        /// the order of the systems.
        public double kendallW() {
            return statistic / items / degreesOfFreedom;
        }
    }

    /// Cochran's Q (1950) for 0 and 1: k (k - 1) sum (column - mean column)^2 / (k sum row - sum row^2).
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if every item is all 0 or all 1
    public static Omnibus cochranQ(double[]... rows) {
        int k = columns(rows);
        double[] columns = new double[k];
        double sum = 0;
        double squares = 0;
        for (double[] row : rows) {
            double total = 0;
            for (int j = 0; j < k; j++) {
                Require.that(row[j] == 0 || row[j] == 1, "Cochran's Q needs 0 or 1, not " + row[j]);
                columns[j] += row[j];
                total += row[j];
            }
            sum += total;
            squares += total * total;
        }
        double between = k * sum - squares;
        Require.defined(between > 0, "no item separates the systems");
        return new Omnibus(k * (k - 1.0) * Mean.squares(columns) / between, k - 1, rows.length);
    }

    /// Friedman's test (1937) by mid-ranks within each item, corrected for ties.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if the values of every item are equal
    public static Omnibus friedman(double[]... rows) {
        int k = columns(rows);
        double[] rankSums = new double[k];
        double ties = 0;
        for (double[] row : rows) {
            Ranks ranks = Ranks.of(row);
            for (int j = 0; j < k; j++) {
                rankSums[j] += ranks.ranks()[j];
            }
            ties += ranks.tieTerm();
        }
        double n = rows.length;
        double left = n * k * ((double) k * k - 1) - ties;
        Require.defined(left > 0, "all values in every row are equal");
        return new Omnibus(12 * (k - 1.0) * Mean.squares(rankSums) / left, k - 1, rows.length);
    }

    private static int columns(double[]... rows) {
        Require.defined(rows.length > 0, "no items");
        int k = rows[0].length;
        Require.that(k > 1, "at least two systems are needed, not " + k);
        for (double[] row : rows) {
            Require.sameLength(row.length, k, "all rows");
            Require.finite(row, "a row");
        }
        return k;
    }
}
