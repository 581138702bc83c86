package dev.plumbline.worlds.theory;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/// Integrals of piecewise smooth functions by Gauss's rule of twenty points, halving panels until they agree.
final class Quadrature {
    private static final int POINTS = 20;
    private static final int DEEPEST = 40;
    private static final double TOLERANCE = 1e-14;
    private static final double[] NODES = new double[POINTS];
    private static final double[] WEIGHTS = new double[POINTS];

    static {
        for (int i = 0; i < POINTS; i++) {
            root(i);
        }
    }

    private Quadrature() {}

    /// The i-th root of Legendre's polynomial by Newton's method from its cosine estimate, and its weight.
    private static void root(int i) {
        double x = Math.cos(Math.PI * (i + 0.75) / (POINTS + 0.5));
        double slope = 0;
        for (int step = 0; step < 12; step++) {
            double before = 1;
            double here = x;
            for (int n = 2; n <= POINTS; n++) {
                double next = ((2 * n - 1) * x * here - (n - 1) * before) / n;
                before = here;
                here = next;
            }
            slope = POINTS * (x * here - before) / (x * x - 1);
            x -= here / slope;
        }
        NODES[i] = x;
        WEIGHTS[i] = 2 / ((1 - x * x) * slope * slope);
    }

    /// The integral of `f` between the first and the last of `ends`.
    ///
    /// @param ends ascending; where the function has a kink or a narrow peak there must be an end
    static double of(DoubleUnaryOperator f, double... ends) {
        double[] panels = new double[ends.length - 1];
        double size = 0;
        for (int i = 0; i < panels.length; i++) {
            panels[i] = panel(f, ends[i], ends[i + 1]);
            size += Math.abs(panels[i]);
        }
        double sum = 0;
        for (int i = 0; i < panels.length; i++) {
            sum += refined(f, ends[i], ends[i + 1], panels[i], TOLERANCE * size, DEEPEST);
        }
        return sum;
    }

    /// `count` + 1 ends of equal panels from `low` to `high`, with `more` ends where they lie inside.
    static double[] ends(double low, double high, int count, double... more) {
        double[] even = new double[count + 1];
        for (int i = 0; i <= count; i++) {
            even[i] = low + (high - low) * i / count;
        }
        double[] inside = Arrays.stream(more).filter(x -> x > low && x < high).toArray();
        double[] all = Arrays.copyOf(even, even.length + inside.length);
        System.arraycopy(inside, 0, all, even.length, inside.length);
        Arrays.sort(all);
        return all;
    }

    private static double refined(
            DoubleUnaryOperator f, double a, double b, double whole, double tolerance, int deeper) {
        double middle = (a + b) / 2;
        double left = panel(f, a, middle);
        double right = panel(f, middle, b);
        if (deeper == 0 || Math.abs(left + right - whole) <= tolerance) {
            return left + right;
        }
        return refined(f, a, middle, left, tolerance, deeper - 1) + refined(f, middle, b, right, tolerance, deeper - 1);
    }

    private static double panel(DoubleUnaryOperator f, double a, double b) {
        double centre = (a + b) / 2;
        double half = (b - a) / 2;
        double sum = 0;
        for (int i = 0; i < POINTS; i++) {
            sum += WEIGHTS[i] * f.applyAsDouble(centre + half * NODES[i]);
        }
        return half * sum;
    }
}
