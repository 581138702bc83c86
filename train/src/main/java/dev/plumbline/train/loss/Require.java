package dev.plumbline.train.loss;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// Checks of settings that many losses share.
final class Require {
    private Require() {}

    static void above0(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, name + " must be above 0, not " + value);
        }
    }

    static void atLeast0(String name, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, name + " must be 0 or more, not " + value);
        }
    }

    /// minimum <= value <= maximum.
    static void within(String name, double value, double minimum, double maximum) {
        if (!(value >= minimum && value <= maximum)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, name + " must be in [" + minimum + ", " + maximum + "], not " + value);
        }
    }
}
