package dev.plumbline.evaluate.judge;

import dev.plumbline.evaluate.MissingReason;
import java.util.Objects;
import java.util.OptionalDouble;

/// What a judge says about one answer.
public sealed interface Verdict {
    /// It decided.
    ///
    /// @param positive whether the answer is what the judge looks for
    /// @param probability how sure it is that the answer is positive, in [0, 1]; empty if it does not say
    /// @param evidence the words of the answer that it rests on; may be empty
    record Called(boolean positive, OptionalDouble probability, String evidence) implements Verdict {
        public Called {
            Objects.requireNonNull(probability, "probability");
            Objects.requireNonNull(evidence, "evidence");
        }
    }

    /// It did not.
    record Absent(MissingReason reason) implements Verdict {
        public Absent {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
