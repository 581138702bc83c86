package dev.plumbline.harbor;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/// What an answer is worth, and why.
///
/// @param parts each part that applies to the prompt, in [0, 1]
/// @param utility the gold utility, in [0, 1]: the mean of the parts by the published weights
/// @param signs what the answer does
public record Grade(Map<Part, Double> parts, double utility, AnswerSigns signs) {
    public Grade {
        Objects.requireNonNull(signs, "signs");
        parts = Collections.unmodifiableMap(new EnumMap<>(parts));
        parts.forEach((part, value) -> {
            if (!(value >= 0 && value <= 1)) {
                throw new PlumblineException(
                        ErrorCode.UNDEFINED, "grade: " + part.label() + " must lie in [0, 1], not " + value);
            }
        });
    }

    Grade(Map<Part, Double> parts, AnswerSigns signs) {
        this(parts, UtilityWeights.PUBLISHED.utility(parts), signs);
    }

    /// One part, if it applies to the prompt.
    public OptionalDouble part(Part part) {
        Double value = parts.get(part);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
