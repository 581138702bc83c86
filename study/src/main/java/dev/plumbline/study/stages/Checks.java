package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// Range checks of options, in the words that point at a line of a study file.
final class Checks {
    private Checks() {}

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw bad(name + " must be " + least + " or more, not " + value);
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw bad(name + " must be above 0, not " + value);
        }
    }

    static void within(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw bad(name + " must lie in [" + low + ", " + high + "], not " + value);
        }
    }

    static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_STUDY, what);
    }
}
