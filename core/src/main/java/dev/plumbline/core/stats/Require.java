package dev.plumbline.core.stats;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// What the statistics ask of their input, said in one way.
final class Require {
    private Require() {}

    static PlumblineException undefined(String reason) {
        return new PlumblineException(ErrorCode.UNDEFINED, "undefined: " + reason);
    }

    static void defined(boolean exists, String otherwise) {
        if (!exists) {
            throw undefined(otherwise);
        }
    }

    static void that(boolean holds, String what) {
        if (!holds) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
        }
    }

    static void finite(double[] values, String name) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT, name + "[" + i + "] is " + values[i] + "; every value must be finite");
            }
        }
    }

    static void sameLength(int left, int right, String names) {
        that(left == right, names + " must be of one length, not " + left + " and " + right);
    }

    static void probability(double p, String name) {
        that(p >= 0 && p <= 1, name + " must lie in [0, 1], not " + p);
    }

    static void open(double p, String name) {
        that(p > 0 && p < 1, name + " must lie in (0, 1), not " + p);
    }

    static void count(int count, String name) {
        that(count >= 0, name + " must be 0 or more, not " + count);
    }
}
