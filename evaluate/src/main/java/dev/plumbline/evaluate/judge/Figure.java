package dev.plumbline.evaluate.judge;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// One figure of a report, or the reason why there is none.
///
/// @param name short, such as `sensitivity`
/// @param about what it means, with unit and range
/// @param estimate the figure; empty if it does not exist
/// @param reason why it does not exist; empty if it does
public record Figure(String name, String about, Optional<Estimate> estimate, String reason) {
    public Figure {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(about, "about");
        Objects.requireNonNull(estimate, "estimate");
        Objects.requireNonNull(reason, "reason");
    }

    /// Computes a figure; what is undefined is said.
    public static Figure of(String name, String about, Supplier<Estimate> computation) {
        try {
            return new Figure(name, about, Optional.of(computation.get()), "");
        } catch (PlumblineException e) {
            if (e.code() != ErrorCode.UNDEFINED) {
                throw e;
            }
            return new Figure(name, about, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }
}
