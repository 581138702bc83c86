package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// Another process of the group did not answer: it died, was stopped, or waits for something else. What was to be
/// exchanged is lost; what this process holds is as it was before.
public final class RankLostException extends PlumblineException {
    private static final long serialVersionUID = 1;

    RankLostException(String message, Throwable cause) {
        super(ErrorCode.CANCELLED, message, cause);
    }
}
