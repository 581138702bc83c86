package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// How two measurements of the same items move together: Pearson's for lines, Spearman's for any monotone curve.
///
/// A coefficient within 1e-12 of -1 or 1 counts as exactly that: p is 0 and the interval is a point.
///
/// @param value in [-1, 1]
/// @param n how many items, at least 3
/// @param kind by which formula
public record Correlation(double value, int n, Kind kind) {
    private static final double PERFECT = 1e-12;

    /// The coefficient's name.
    public enum Kind {
        PEARSON,
        SPEARMAN
    }

    /// sum of products of deviations / sqrt(product of their squares).
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if a side is constant or n < 3
    public static Correlation pearson(double[] x, double[] y) {
        return new Correlation(coefficient(x, y), x.length, Kind.PEARSON);
    }

    /// Pearson's coefficient of the mid-ranks.
    public static Correlation spearman(double[] x, double[] y) {
        Require.finite(x, "x");
        Require.finite(y, "y");
        double value = coefficient(Ranks.of(x).ranks(), Ranks.of(y).ranks());
        return new Correlation(value, x.length, Kind.SPEARMAN);
    }

    /// Two-sided p from t = r sqrt((n - 2) / (1 - r^2)) with n - 2 degrees of freedom.
    public double p() {
        if (perfect(value)) {
            return 0;
        }
        double t = value * Math.sqrt((n - 2) / ((1 - value) * (1 + value)));
        return Quantiles.twoSidedT(t, n - 2);
    }

    /// Fisher's z interval: tanh(artanh r -+ z se), se = 1/sqrt(n - 3) for Pearson's and
    /// sqrt((1 + r^2/2) / (n - 3)) for Spearman's (Bonett, Wright 2000).
    public Estimate interval(double level) {
        Require.defined(n > 3, "an interval of a correlation needs 4 items");
        double error = switch (kind) {
            case PEARSON -> 1 / Math.sqrt(n - 3.0);
            case SPEARMAN -> Math.sqrt((1 + value * value / 2) / (n - 3.0));
        };
        double[] ends = fisher(value, error, level);
        String name = switch (kind) {
            case PEARSON -> "pearson, fisher z";
            case SPEARMAN -> "spearman, bonett-wright";
        };
        return new Estimate(value, ends[0], ends[1], level, name, n, Map.of());
    }

    static boolean perfect(double r) {
        return Math.abs(r) > 1 - PERFECT;
    }

    static double[] fisher(double r, double error, double level) {
        if (perfect(r)) {
            return new double[] {r, r};
        }
        double centre = 0.5 * (Math.log1p(r) - Math.log1p(-r));
        double half = Quantiles.z(level) * error;
        return new double[] {Math.tanh(centre - half), Math.tanh(centre + half)};
    }

    static double coefficient(double[] x, double[] y) {
        Require.sameLength(x.length, y.length, "x and y");
        Require.finite(x, "x");
        Require.finite(y, "y");
        Require.defined(x.length > 2, "fewer than 3 items");
        double xx = Mean.squares(x);
        double yy = Mean.squares(y);
        Require.defined(xx > 0 && yy > 0, "zero variance");
        double r = Math.clamp(Mean.products(x, y) / Math.sqrt(xx) / Math.sqrt(yy), -1, 1);
        return perfect(r) ? Math.rint(r) : r;
    }
}
