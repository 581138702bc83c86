package dev.plumbline.evaluate;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Objects;

/// Something that a scorer says about an answer, with the scale that its values keep to.
///
/// @param name such as `correct`; one name means the same thing everywhere
/// @param low smallest possible value; may be -Infinity
/// @param high largest possible value; may be +Infinity
/// @param rate whether only 0 and 1 occur, so that the mean is a rate
public record Measure(String name, double low, double high, boolean rate) {
    public Measure {
        Objects.requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "a measure needs a name");
        }
        if (!(low < high)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "measure " + name + ": the scale [" + low + ", " + high + "] is empty");
        }
        if (rate && (low != 0 || high != 1)) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "measure " + name + ": a rate's scale is [0, 1]");
        }
    }

    /// Yes or no, 1 or 0.
    public static Measure rate(String name) {
        return new Measure(name, 0, 1, true);
    }

    /// A number in [low, high], such as a grade.
    public static Measure bounded(String name, double low, double high) {
        return new Measure(name, low, high, false);
    }

    /// Any finite number, such as a length.
    public static Measure unbounded(String name) {
        return new Measure(name, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false);
    }

    /// Whether a scorer may give this value.
    public boolean accepts(double value) {
        return Double.isFinite(value) && value >= low && value <= high && (!rate || value == 0 || value == 1);
    }
}
