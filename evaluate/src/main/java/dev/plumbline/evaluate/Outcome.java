package dev.plumbline.evaluate;

import dev.plumbline.core.Completion;
import java.util.Objects;
import java.util.function.Supplier;

/// How one sample ended.
public sealed interface Outcome<T> {
    Sample<T> sample();

    Score score();

    /// The answer's text as it came, or the empty string if there was none.
    String answer();

    /// The model answered, and the answer has a score or a reason for having none.
    record Answered<T>(Sample<T> sample, Completion completion, Score score) implements Outcome<T> {
        public Answered {
            Objects.requireNonNull(sample, "sample");
            Objects.requireNonNull(completion, "completion");
            Objects.requireNonNull(score, "score");
        }

        @Override
        public String answer() {
            return completion.text();
        }
    }

    /// The model gave no answer.
    record Unanswered<T>(Sample<T> sample, Score.Missing score) implements Outcome<T> {
        public Unanswered {
            Objects.requireNonNull(sample, "sample");
            Objects.requireNonNull(score, "score");
        }

        @Override
        public String answer() {
            return "";
        }
    }

    /// How the sample ended is known; what was said stays in the run's log until someone asks for it.
    ///
    /// @param read reads the last answer from the log
    record Logged<T>(Sample<T> sample, Score score, Supplier<String> read) implements Outcome<T> {
        public Logged {
            Objects.requireNonNull(sample, "sample");
            Objects.requireNonNull(score, "score");
            Objects.requireNonNull(read, "read");
        }

        @Override
        public String answer() {
            return read.get();
        }
    }
}
