package dev.plumbline.worlds;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// What one step was truly worth: the hidden figure that the world is judged by and that no agent is ever given.
///
/// It is a type of its own so that it cannot be passed where a reward is expected.
///
/// @param value finite
public record Performance(double value) {
    public static final Performance NONE = new Performance(0);

    public Performance {
        if (!Double.isFinite(value)) {
            throw new PlumblineException(
                    ErrorCode.NOT_FINITE, "performance of a step is " + value + "; rules must give finite numbers");
        }
    }
}
