package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// Two yes/no measurements of the same items, as a table of counts.
///
/// @param both items where both sides say yes
/// @param onlyLeft items where only the left side does
/// @param onlyRight items where only the right side does
/// @param neither items where neither does
public record PairedProportions(int both, int onlyLeft, int onlyRight, int neither) {
    public PairedProportions {
        Require.count(both, "both");
        Require.count(onlyLeft, "onlyLeft");
        Require.count(onlyRight, "onlyRight");
        Require.count(neither, "neither");
        Require.defined(both + onlyLeft + onlyRight + neither > 0, "no observations");
    }

    /// Counts pairs of 0 and 1.
    public static PairedProportions of(double[] left, double[] right) {
        Require.sameLength(left.length, right.length, "left and right");
        int[] counts = new int[4];
        for (int i = 0; i < left.length; i++) {
            counts[2 * bit(left[i]) + bit(right[i])]++;
        }
        return new PairedProportions(counts[3], counts[2], counts[1], counts[0]);
    }

    private static int bit(double x) {
        Require.that(x == 0 || x == 1, "paired proportions need 0 or 1, not " + x);
        return (int) x;
    }

    public int n() {
        return both + onlyLeft + onlyRight + neither;
    }

    public Proportion left() {
        return new Proportion(both + onlyLeft, n());
    }

    public Proportion right() {
        return new Proportion(both + onlyRight, n());
    }

    /// left rate - right rate = (onlyLeft - onlyRight) / n.
    public double value() {
        return (onlyLeft - onlyRight) / (double) n();
    }

    /// Newcombe's interval for paired rates (1998, method 10): Wilson limits joined by the table's correlation
    /// phi, whose numerator ad - bc is reduced by n/2, not below 0, when it is positive. phi is 0 if a margin is
    /// empty.
    public Estimate newcombe(double level) {
        double determinant = determinant();
        double reduced = determinant > 0 ? Math.max(determinant - n() / 2.0, 0) : determinant;
        return newcombe("newcombe, paired", reduced, level);
    }

    /// The same without reducing phi (method 8).
    public Estimate newcombeUncorrected(double level) {
        return newcombe("newcombe, paired, uncorrected", determinant(), level);
    }

    public McNemar mcNemar() {
        return new McNemar(onlyLeft, onlyRight);
    }

    private double determinant() {
        return (double) both * neither - (double) onlyLeft * onlyRight;
    }

    private Estimate newcombe(String method, double numerator, double level) {
        Estimate p = left().wilson(level);
        Estimate q = right().wilson(level);
        double margins = Math.sqrt((double) (both + onlyLeft) * (onlyRight + neither))
                * Math.sqrt((double) (both + onlyRight) * (onlyLeft + neither));
        double phi = margins == 0 ? 0 : numerator / margins;
        double below = distance(p.value() - p.low(), q.high() - q.value(), phi);
        double above = distance(q.value() - q.low(), p.high() - p.value(), phi);
        return new Estimate(value(), value() - below, value() + above, level, method, n(), Map.of());
    }

    private static double distance(double a, double b, double phi) {
        return Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
    }
}
