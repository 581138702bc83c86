package dev.plumbline.core.stats;

import java.util.function.DoubleUnaryOperator;

/// The integral of a smooth function by adaptive Simpson's rule with Richardson's correction (Lyness 1969).
final class Integral {
    private static final int DEEPEST = 40;

    private Integral() {}

    /// @param pieces how many equal parts are looked at before adapting, so that narrow peaks are seen
    /// @param tolerance of the whole, absolute
    static double of(DoubleUnaryOperator f, double low, double high, int pieces, double tolerance) {
        double sum = 0;
        double width = (high - low) / pieces;
        for (int i = 0; i < pieces; i++) {
            double a = low + i * width;
            double b = a + width;
            double fa = f.applyAsDouble(a);
            double fm = f.applyAsDouble((a + b) / 2);
            double fb = f.applyAsDouble(b);
            sum += refined(f, new Piece(a, b, fa, fm, fb), tolerance / pieces, DEEPEST);
        }
        return sum;
    }

    /// A part of the range with the function at both ends and in the middle.
    private record Piece(double a, double b, double fa, double fm, double fb) {
        double simpson() {
            return (b - a) / 6 * (fa + 4 * fm + fb);
        }

        double middle() {
            return (a + b) / 2;
        }
    }

    private static double refined(DoubleUnaryOperator f, Piece whole, double tolerance, int deeper) {
        double m = whole.middle();
        Piece left = new Piece(whole.a, m, whole.fa, f.applyAsDouble((whole.a + m) / 2), whole.fm);
        Piece right = new Piece(m, whole.b, whole.fm, f.applyAsDouble((m + whole.b) / 2), whole.fb);
        double error = left.simpson() + right.simpson() - whole.simpson();
        if (deeper == 0 || Math.abs(error) <= 15 * tolerance) {
            return left.simpson() + right.simpson() + error / 15;
        }
        return refined(f, left, tolerance / 2, deeper - 1) + refined(f, right, tolerance / 2, deeper - 1);
    }
}
