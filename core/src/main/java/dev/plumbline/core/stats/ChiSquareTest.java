package dev.plumbline.core.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/// Whether rows and columns of a table of counts are independent (Pearson 1900).
///
/// @param counts [rows, columns], at least 2 by 2
/// @param expected counts under independence, row sum times column sum over n
public record ChiSquareTest(List<List<Integer>> counts, List<List<Double>> expected) {
    public ChiSquareTest {
        counts = counts.stream().map(List::copyOf).toList();
        expected = expected.stream().map(List::copyOf).toList();
    }

    /// The test of this table.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if a row or column is empty
    public static ChiSquareTest of(int[]... table) {
        Require.that(table.length > 1 && table[0].length > 1, "a table needs two rows and two columns");
        double[] rows = new double[table.length];
        double[] columns = new double[table[0].length];
        double n = 0;
        List<List<Integer>> counts = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            Require.sameLength(table[i].length, columns.length, "all rows");
            List<Integer> row = new ArrayList<>();
            for (int j = 0; j < columns.length; j++) {
                Require.count(table[i][j], "a count");
                row.add(table[i][j]);
                rows[i] += table[i][j];
                columns[j] += table[i][j];
                n += table[i][j];
            }
            counts.add(row);
        }
        List<List<Double>> expected = new ArrayList<>();
        for (double row : rows) {
            List<Double> line = new ArrayList<>();
            for (double column : columns) {
                Require.defined(row > 0 && column > 0, "an empty row or column");
                line.add(row * column / n);
            }
            expected.add(line);
        }
        return new ChiSquareTest(counts, expected);
    }

    /// (rows - 1) (columns - 1).
    public int degreesOfFreedom() {
        return (counts.size() - 1) * (counts.getFirst().size() - 1);
    }

    /// Pearson's statistic, sum (O - E)^2 / E.
    public TestResult pearson() {
        return result(sum((o, e) -> (o - e) * (o - e) / e));
    }

    /// Yates' correction of a 2x2 table, which moves each count by min(1/2, |O - E|) towards its expectation.
    public TestResult yates() {
        Require.that(degreesOfFreedom() == 1, "Yates' correction is for tables of two rows and two columns");
        return result(sum((o, e) -> {
            double gap = Math.max(Math.abs(o - e) - 0.5, 0);
            return gap * gap / e;
        }));
    }

    /// The likelihood ratio, 2 sum O ln(O / E).
    public TestResult likelihoodRatio() {
        return result(Math.max(0, sum((o, e) -> o == 0 ? 0 : 2 * o * Math.log(o / e))));
    }

    /// Cramer's V, sqrt(chi^2 / (n (min(rows, columns) - 1))), in [0, 1].
    public double cramersV() {
        double n = sum((o, e) -> o);
        int smaller = Math.min(counts.size(), counts.getFirst().size());
        return Math.sqrt(pearson().statistic() / n / (smaller - 1));
    }

    private TestResult result(double statistic) {
        return new TestResult(statistic, Quantiles.chiSquareTail(statistic, degreesOfFreedom()));
    }

    private double sum(DoubleBinaryOperator term) {
        double sum = 0;
        for (int i = 0; i < counts.size(); i++) {
            for (int j = 0; j < counts.get(i).size(); j++) {
                sum += term.applyAsDouble(counts.get(i).get(j), expected.get(i).get(j));
            }
        }
        return sum;
    }
}
