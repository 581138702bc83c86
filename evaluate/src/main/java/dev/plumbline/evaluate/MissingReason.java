package dev.plumbline.evaluate;

import java.util.Locale;

/// Why a sample has no value. All of them are counted beside the estimate, none is dropped.
public enum MissingReason {
    /// The answer, or a judge's verdict on it, was not in the form that was asked for.
    UNPARSABLE,
    /// A judge declined to grade the answer.
    REFUSED,
    /// The model or the judge did not answer in time.
    TIMED_OUT,
    /// The model, the judge or the scorer broke.
    FAILED,
    /// The budget ended, or the run was stopped, before its turn came.
    NOT_RUN,
    /// The answer was scored, but this measure does not apply to it.
    NOT_MEASURED;

    /// As reports say it, such as `timed out`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
