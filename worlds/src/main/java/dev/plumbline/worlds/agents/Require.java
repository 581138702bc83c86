package dev.plumbline.worlds.agents;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// What agents ask of their options, said in one way.
final class Require {
    private Require() {}

    static void that(boolean holds, String what) {
        if (!holds) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
        }
    }

    static void discount(double gamma) {
        that(gamma >= 0 && gamma < 1, "gamma must lie in [0, 1), not " + gamma);
    }

    static void probability(double p, String name) {
        that(p >= 0 && p <= 1, name + " must lie in [0, 1], not " + p);
    }

    static void positive(double x, String name) {
        that(Double.isFinite(x) && x > 0, name + " must be a finite number above 0, not " + x);
    }

    static void notNegative(double x, String name) {
        that(Double.isFinite(x) && x >= 0, name + " must be a finite number of at least 0, not " + x);
    }

    static void atLeast(long count, long least, String name) {
        that(count >= least, name + " must be at least " + least + ", not " + count);
    }
}
