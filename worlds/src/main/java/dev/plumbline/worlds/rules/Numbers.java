package dev.plumbline.worlds.rules;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// What the numbers of a rule record must be.
final class Numbers {
    private Numbers() {}

    static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new PlumblineException(
                    ErrorCode.NOT_FINITE, "rule " + name + " is " + value + "; give a finite number");
        }
    }

    static void probability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "rule " + name + " is " + value + "; a probability lies in [0, 1]");
        }
    }

    static void atLeast(String name, int least, int value) {
        if (value < least) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "rule " + name + " is " + value + "; it must be at least " + least);
        }
    }
}
