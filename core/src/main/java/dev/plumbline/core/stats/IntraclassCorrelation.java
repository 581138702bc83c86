package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// How much of the spread of numerical ratings lies between items rather than raters (Shrout, Fleiss 1979; intervals of
/// McGraw, Wong 1996). Every item is rated by every rater. Values may be negative and are not clipped.
///
/// @param items at least 2
/// @param raters at least 2
/// @param msItems mean square between items
/// @param msRaters mean square between raters
/// @param msError residual mean square
/// @param msWithin mean square within items
public record IntraclassCorrelation(
        int items, int raters, double msItems, double msRaters, double msError, double msWithin) {
    /// A residual this much smaller than the spread within items is rounding.
    private static final double ROUNDING = 1e-28;

    /// From ratings, items by raters.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if all ratings are equal
    public static IntraclassCorrelation of(double[]... ratings) {
        int n = ratings.length;
        Require.defined(n > 1 && ratings[0].length > 1, "two items and two raters are needed");
        int k = ratings[0].length;
        double[] rows = new double[n];
        double[] columns = new double[k];
        for (int i = 0; i < n; i++) {
            Require.sameLength(ratings[i].length, k, "all items' ratings");
            Require.finite(ratings[i], "ratings");
            rows[i] = Mean.average(ratings[i]);
            for (int j = 0; j < k; j++) {
                columns[j] += ratings[i][j] / n;
            }
        }
        double all = Mean.average(rows);
        double within = 0;
        double error = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                double inRow = ratings[i][j] - rows[i];
                double residual = inRow - columns[j] + all;
                within += inRow * inRow;
                error += residual * residual;
            }
        }
        double between = k * Mean.squares(rows) / (n - 1);
        double raters = n * Mean.squares(columns) / (k - 1);
        Require.defined(between > 0 || within > 0, "zero variance");
        double scale = ROUNDING * (all * all + between + within);
        return new IntraclassCorrelation(
                n, k, between, raters, error <= scale ? 0 : error / ((n - 1.0) * (k - 1)), within / (n * (k - 1.0)));
    }

    /// ICC(1,1): each item has raters of its own.
    public double oneWay() {
        return (msItems - msWithin) / (msItems + (raters - 1) * msWithin);
    }

    /// ICC(1,k), of the mean of k ratings.
    public double oneWayMean() {
        Require.defined(msItems > 0, "zero variance between items");
        return (msItems - msWithin) / msItems;
    }

    /// ICC(2,1): raters drawn at random, absolute agreement.
    public double twoWay() {
        return (msItems - msError) / (msItems + (raters - 1) * msError + raterShare());
    }

    /// ICC(2,k).
    public double twoWayMean() {
        return (msItems - msError) / (msItems + raterShare() / raters);
    }

    /// ICC(3,1): these raters and no others, consistency.
    public double consistency() {
        return (msItems - msError) / (msItems + (raters - 1) * msError);
    }

    /// ICC(3,k).
    public double consistencyMean() {
        Require.defined(msItems > 0, "zero variance between items");
        return (msItems - msError) / msItems;
    }

    /// Whether items differ, F = msItems / msWithin.
    public TestResult oneWayTest() {
        Require.defined(msWithin > 0, "no spread within items");
        return fTest(msItems / msWithin, items * (raters - 1.0));
    }

    /// Whether items differ, F = msItems / msError.
    public TestResult consistencyTest() {
        Require.defined(msError > 0, "no residual");
        return fTest(msItems / msError, residuals());
    }

    public Estimate oneWayInterval(double level) {
        double f = oneWayTest().statistic();
        double df = items * (raters - 1.0);
        return ratioInterval(oneWay(), f, df, level, "icc(1), F");
    }

    public Estimate consistencyInterval(double level) {
        double f = consistencyTest().statistic();
        return ratioInterval(consistency(), f, residuals(), level, "icc(3), F");
    }

    /// By Satterthwaite's degrees of freedom.
    public Estimate twoWayInterval(double level) {
        Require.defined(msError > 0, "no residual");
        Require.open(level, "level");
        double n = items;
        double k = raters;
        double icc = twoWay();
        double fj = msRaters / msError;
        double s = n * (1 + (k - 1) * icc) - k * icc;
        double top = k * icc * fj + s;
        double v = residuals() * top * top / ((n - 1) * k * k * icc * icc * fj * fj + s * s);
        double tail = (1 - level) / 2;
        double fu = Quantiles.fUpper(tail, n - 1, v);
        double fl = Quantiles.fUpper(tail, v, n - 1);
        double low = n * (msItems - fu * msError) / (fu * (k * msRaters + (k * n - k - n) * msError) + n * msItems);
        double high = n * (fl * msItems - msError) / (k * msRaters + (k * n - k - n) * msError + n * fl * msItems);
        return new Estimate(icc, low, high, level, "icc(2), F", items, Map.of());
    }

    private double raterShare() {
        return raters * (msRaters - msError) / items;
    }

    private double residuals() {
        return (items - 1.0) * (raters - 1);
    }

    private TestResult fTest(double f, double df) {
        return new TestResult(f, Quantiles.fTail(f, items - 1.0, df));
    }

    private Estimate ratioInterval(double value, double f, double df, double level, String method) {
        Require.open(level, "level");
        double tail = (1 - level) / 2;
        double low = f / Quantiles.fUpper(tail, items - 1.0, df);
        double high = f * Quantiles.fUpper(tail, df, items - 1.0);
        return new Estimate(
                value,
                (low - 1) / (low + raters - 1),
                (high - 1) / (high + raters - 1),
                level,
                method,
                items,
                Map.of());
    }
}
