package dev.plumbline.worlds.theory;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// What the formulas ask of their input, said in one way.
final class Require {
    private Require() {}

    static void that(boolean holds, String what) {
        if (!holds) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
        }
    }

    static void finite(double x, String name) {
        that(Double.isFinite(x), name + " must be a finite number, not " + x);
    }

    static void positive(double x, String name) {
        that(Double.isFinite(x) && x > 0, name + " must be a finite number above 0, not " + x);
    }

    static void notNegative(double x, String name) {
        that(Double.isFinite(x) && x >= 0, name + " must be a finite number of at least 0, not " + x);
    }

    static void probability(double p, String name) {
        that(p >= 0 && p <= 1, name + " must lie in [0, 1], not " + p);
    }

    static void open(double p, String name) {
        that(p > 0 && p < 1, name + " must lie in (0, 1), not " + p);
    }

    static void atLeast(long count, long least, String name) {
        that(count >= least, name + " must be at least " + least + ", not " + count);
    }

    /// Probabilities that add up to 1 within 1e-9.
    static void distribution(double[] p, String name) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            probability(p[i], name + "[" + i + "]");
            sum += p[i];
        }
        that(Math.abs(sum - 1) < 1e-9, name + " must add up to 1, not " + sum);
    }
}
