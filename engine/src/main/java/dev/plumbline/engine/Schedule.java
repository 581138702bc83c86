package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// How the learning rate moves over a run: a factor in [0, 1] for every update.
///
/// @param shape the course after the warm-up
/// @param warmup updates over which the factor rises from 0, as transformers counts them: the first update has factor 0
/// @param total updates of the whole run, at least 1
/// @param floor factor at the end, in [0, 1]; CONSTANT ignores it
public record Schedule(Shape shape, int warmup, int total, double floor) {
    /// The course after the warm-up.
    public enum Shape {
        /// Stays at 1.
        CONSTANT,
        /// Falls in a straight line to the floor.
        LINEAR,
        /// Falls along half a cosine to the floor.
        COSINE,
        /// Stays at 1 for half of the run, then falls in a straight line to the floor.
        HOLD_THEN_LINEAR
    }

    public Schedule {
        if (warmup < 0 || total < 1 || !(floor >= 0 && floor <= 1)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a schedule needs warmup of 0 or more, total of 1 or more and floor in [0, 1]; found " + warmup
                            + ", " + total + ", " + floor);
        }
    }

    /// Factor 1 throughout.
    public static Schedule constant() {
        return new Schedule(Shape.CONSTANT, 0, 1, 1);
    }

    /// The factor of update `step`, counted from 0.
    public double factor(long step) {
        if (step < warmup) {
            return (double) step / warmup;
        }
        double part = total <= warmup ? 1 : Math.min(1, (double) (step - warmup) / (total - warmup));
        return switch (shape) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - part * (1 - floor);
            case COSINE -> floor + (1 - floor) * .5 * (1 + Math.cos(Math.PI * part));
            case HOLD_THEN_LINEAR -> part < .5 ? 1 : 1 - (part - .5) * 2 * (1 - floor);
        };
    }
}
