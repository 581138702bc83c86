package dev.plumbline.core;

import org.jspecify.annotations.Nullable;

/// Says what was wrong, where, and what to do about it, under a code that can be counted.
///
/// The message begins with the place (`prefs.jsonl line 17: …`) and ends with the cure.
public class PlumblineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public PlumblineException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public PlumblineException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
