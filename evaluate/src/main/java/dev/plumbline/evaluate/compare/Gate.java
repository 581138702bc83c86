package dev.plumbline.evaluate.compare;

import java.util.Objects;

/// A threshold that a build must keep, held against the end of an interval, so that luck does not pass it.
///
/// @param task the task; empty for any
/// @param model the candidate's model; empty for any
/// @param measure what must keep the threshold
/// @param kind which end of which interval
/// @param threshold finite
public record Gate(String task, String model, String measure, Kind kind, double threshold) {
    /// What is held against the threshold.
    public enum Kind {
        /// The candidate's upper end must lie below.
        BELOW("below"),
        /// The candidate's lower end must lie above.
        ABOVE("above"),
        /// The upper end of candidate - baseline must lie below.
        DIFFERENCE_BELOW("difference-below"),
        /// The lower end of candidate - baseline must lie above.
        DIFFERENCE_ABOVE("difference-above");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// As gate files say it.
        public String word() {
            return word;
        }

        boolean ofDifference() {
            return this == DIFFERENCE_BELOW || this == DIFFERENCE_ABOVE;
        }
    }

    public Gate {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(measure, "measure");
        Objects.requireNonNull(kind, "kind");
    }

    /// As a person reads it, such as `sycophancy of dpo below 0.2`.
    public String text() {
        return (task.isEmpty() ? "" : task + ": ") + measure + (model.isEmpty() ? "" : " of " + model) + " "
                + kind.word() + " " + threshold;
    }

    /// What came of a gate.
    ///
    /// @param candidate the run that was held against it
    /// @param passed whether every interval that it is about keeps the threshold
    /// @param detail the intervals, or why there is none
    public record Result(Gate gate, String candidate, boolean passed, String detail) {}
}
