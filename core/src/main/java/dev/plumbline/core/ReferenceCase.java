package dev.plumbline.core;

/// One reference value held against ours: what `plumbline doctor --reference` prints a line of.
///
/// @param name what was compared, as a path from the reference folder (`models/llama_gqa/logits.0`)
/// @param kind the sort of fixture (`logits`, `greedy`, `loss`, `interval`, …)
/// @param difference the largest difference found; 0 for equal texts and ids, infinite where something is absent
/// @param tolerance the largest difference allowed; 0 where values must be equal
/// @param result the verdict
/// @param note what a reader needs beside the numbers: the first place that differs, or why it was not judged; empty if
/// nothing
public record ReferenceCase(String name, String kind, double difference, double tolerance, Result result, String note) {

    /// The verdict on a case.
    public enum Result {
        /// Within tolerance.
        PASS,
        /// Outside tolerance, or missing.
        FAIL,
        /// A kind of fixture that nobody here knows: never counted as passed.
        UNKNOWN,
        /// The fixture's own description says not to imitate it; its difference is shown.
        NOT_IMITATED
    }

    public ReferenceCase {
        if (name.isBlank() || kind.isBlank()) {
            throw new IllegalArgumentException("a reference case needs a name and a kind");
        }
        if (Double.isNaN(tolerance) || tolerance < 0) {
            throw new IllegalArgumentException("the tolerance of " + name + " must be 0 or more, not " + tolerance);
        }
    }

    /// A case judged by its difference. A difference that is not a number fails.
    public static ReferenceCase judged(String name, String kind, double difference, double tolerance) {
        Result result = difference <= tolerance ? Result.PASS : Result.FAIL;
        return new ReferenceCase(name, kind, difference, tolerance, result, "");
    }

    /// A case that must be equal.
    ///
    /// @param note the first difference, shown when they are not equal
    public static ReferenceCase equal(String name, String kind, boolean same, String note) {
        return new ReferenceCase(name, kind, same ? 0 : 1, 0, same ? Result.PASS : Result.FAIL, same ? "" : note);
    }

    /// A case that could not be computed at all.
    public static ReferenceCase failed(String name, String kind, String why) {
        return new ReferenceCase(name, kind, Double.POSITIVE_INFINITY, 0, Result.FAIL, why);
    }

    /// A fixture of a kind that is not known here.
    public static ReferenceCase unknown(String name, String kind) {
        return new ReferenceCase(
                name, kind, Double.POSITIVE_INFINITY, 0, Result.UNKNOWN, "no check for this kind of fixture");
    }
}
