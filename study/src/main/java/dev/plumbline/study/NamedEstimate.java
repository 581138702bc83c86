package dev.plumbline.study;

import dev.plumbline.core.Estimate;
import java.util.Objects;
import java.util.OptionalDouble;

/// An estimate with what it is an estimate of.
///
/// @param name what was measured, such as `sycophancy`; one name means the same measurement everywhere
/// @param model of whom, such as `base` or `dpo-flattered`; for agreement between raters, `truthful ~ flattered`
/// @param estimate the figure
/// @param expected what is known to be true by construction (a planted rate), if anything
/// @param about one sentence that says what the figure means, its unit and its range
public record NamedEstimate(String name, String model, Estimate estimate, OptionalDouble expected, String about) {
    public NamedEstimate {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(estimate, "estimate");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(about, "about");
    }
}
