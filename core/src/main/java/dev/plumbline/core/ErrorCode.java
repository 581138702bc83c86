package dev.plumbline.core;

/// Names what kind of thing went wrong, so that failures can be counted and a process can end with a meaningful status.
public enum ErrorCode {
    /// A command line or a method argument is not usable.
    BAD_ARGUMENT(2),
    /// A study file is malformed, or names something that does not exist.
    BAD_STUDY(3),
    /// A data file is malformed, empty or holds nothing to learn from.
    BAD_DATA(4),
    /// A checkpoint folder is incomplete, damaged or of a kind that is not supported.
    BAD_CHECKPOINT(5),
    /// A file or folder that was named does not exist or cannot be read.
    MISSING_FILE(6),
    /// Something could not be written: disk full, read-only, no permission.
    STORAGE(7),
    /// Another process holds what this one needs.
    BUSY(8),
    /// A number became infinite or not-a-number where that has no meaning.
    NOT_FINITE(9),
    /// A statistic does not exist for this data; never reported as zero or NaN.
    UNDEFINED(10),
    /// What was verified or reproduced differs from the record.
    MISMATCH(11),
    /// The tensor library failed.
    NATIVE(12),
    /// A model behind a URL or a command gave no usable answer.
    ENDPOINT(13),
    /// The work was interrupted and can be resumed.
    CANCELLED(130);

    private final int exitStatus;

    ErrorCode(int exitStatus) {
        this.exitStatus = exitStatus;
    }

    /// The process exit status of a command that ends with this error, in [2, 130].
    public int exitStatus() {
        return exitStatus;
    }
}
