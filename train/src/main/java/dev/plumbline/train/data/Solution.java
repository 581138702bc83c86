package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.List;
import java.util.Objects;

/// A solution in steps, some of which somebody judged.
///
/// @param prompt the problem
/// @param steps at least one
public record Solution(Conversation prompt, List<Step> steps) {
    public Solution {
        Objects.requireNonNull(prompt, "prompt");
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_DATA, "a solution needs at least one step");
        }
    }

    /// One step.
    ///
    /// @param right the probability that it is right, in [0, 1]; NaN if nobody judged it
    public record Step(String text, double right) {
        public Step {
            Objects.requireNonNull(text, "text");
        }

        /// Whether somebody judged it.
        public boolean judged() {
            return !Double.isNaN(right);
        }
    }

    /// How many steps somebody judged.
    public int judged() {
        return (int) steps.stream().filter(Step::judged).count();
    }
}
