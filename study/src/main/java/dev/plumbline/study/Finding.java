package dev.plumbline.study;

import dev.plumbline.core.Estimate;
import java.util.Objects;

/// What a study concludes from one estimate, in a sentence, held against what was expected.
///
/// @param name short and stable, such as `flattery`
/// @param text one sentence for a person, the interval included
/// @param estimate the figure that it rests on
/// @param p two-sided, adjusted where several findings are drawn from one audit; in [0, 1]
/// @param asExpected whether the figure has the expected sign and its interval excludes zero
public record Finding(String name, String text, Estimate estimate, double p, boolean asExpected) {
    public Finding {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(estimate, "estimate");
    }
}
