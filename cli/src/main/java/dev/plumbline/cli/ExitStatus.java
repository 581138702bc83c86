package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the process's exit status means: one meaning for all commands, documented from the codes themselves.
final class ExitStatus {
    /// The command did what it was asked.
    static final int OK = 0;
    /// A defect of Plumbline's own, or of the JVM.
    static final int DEFECT = 1;

    private ExitStatus() {}

    /// The meanings by status, in rising order, for `--help`.
    static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put(Integer.toString(OK), "done");
        meanings.put(Integer.toString(DEFECT), "a defect of Plumbline's own");
        for (ErrorCode code : ErrorCode.values()) {
            meanings.put(Integer.toString(code.exitStatus()), meaning(code));
        }
        return meanings;
    }

    private static String meaning(ErrorCode code) {
        return switch (code) {
            case BAD_ARGUMENT -> "the command line or an option is not usable";
            case BAD_STUDY -> "the study file is malformed or names something that does not exist";
            case BAD_DATA -> "a data file is malformed, empty or holds nothing to learn from";
            case BAD_CHECKPOINT -> "a checkpoint folder is incomplete, damaged or not supported";
            case MISSING_FILE -> "a file or folder does not exist or cannot be read";
            case STORAGE -> "something could not be written: disk full, read-only, no permission";
            case BUSY -> "another process holds what this one needs";
            case NOT_FINITE -> "a number became infinite or not-a-number";
            case UNDEFINED -> "a statistic does not exist for this data";
            case MISMATCH -> "what was verified or reproduced differs from the record";
            case NATIVE -> "the tensor library failed";
            case ENDPOINT -> "a model behind a URL or a command gave no usable answer";
            case CANCELLED -> "interrupted; the same command with --resume goes on";
        };
    }
}
