package dev.plumbline.study;

import dev.plumbline.core.Estimate;
import java.util.Objects;

/// A paired difference between two models on the same samples: `left` minus `right`.
///
/// @param name what was measured, as in [NamedEstimate]
/// @param difference left minus right, paired by sample
/// @param p two-sided p-value of no difference, in [0, 1]
/// @param adjustedP the same after Holm's adjustment over all comparisons of its stage
public record Comparison(String name, String left, String right, Estimate difference, double p, double adjustedP) {
    public Comparison {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(left, "left");
        Objects.requireNonNull(right, "right");
        Objects.requireNonNull(difference, "difference");
    }
}
