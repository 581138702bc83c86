package dev.plumbline.evaluate;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What a scorer makes of one answer: values by measure, or the reason why there are none.
public sealed interface Score {
    /// At least one value.
    ///
    /// @param values by the measure's name, finite, at least one; a measure that does not apply is left out
    record Values(Map<String, Double> values) implements Score {
        public Values {
            values = Collections.unmodifiableMap(new TreeMap<>(values));
            if (values.isEmpty()) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT, "a score needs a value; say Score.missing if there is none");
            }
            values.forEach(Values::requireFinite);
        }

        private static void requireFinite(String measure, double value) {
            if (!Double.isFinite(value)) {
                throw new PlumblineException(
                        ErrorCode.NOT_FINITE, "the value of " + measure + " is " + value + "; it must be finite");
            }
        }
    }

    /// No value.
    ///
    /// @param reason for the count
    /// @param detail for a person, such as the error's message; may be empty
    record Missing(MissingReason reason, String detail) implements Score {
        public Missing {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }
    }

    /// One value.
    static Score of(String measure, double value) {
        return new Values(Map.of(measure, value));
    }

    /// One yes or no.
    static Score of(String measure, boolean holds) {
        return of(measure, holds ? 1.0 : 0.0);
    }

    /// Several values.
    static Score of(Map<String, Double> values) {
        return new Values(values);
    }

    static Score missing(MissingReason reason, String detail) {
        return new Missing(reason, detail);
    }
}
