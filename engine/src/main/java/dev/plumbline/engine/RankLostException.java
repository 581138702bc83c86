package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// Another process of the group did not answer: it died, was stopped, or waits for something else. What was to be
/// exchanged is lost; what this process holds is as it was before.
public final class RankLostException extends PlumblineException {
    private static final long serialVersionUID = 1;

    /// @param message who found that someone is gone, and what is known of who that is
    /// @param cause what the exchange failed with
    public RankLostException(String message, Throwable cause) {
        super(ErrorCode.CANCELLED, message, cause);
    }
}
