package dev.plumbline.model.mock;

import java.util.Locale;

/// One way in which an endpoint breaks.
public enum Fault {
    /// The connection is closed before a byte of the answer.
    DROP,
    /// Nothing is said for as long as the client keeps the connection.
    STALL,
    /// The connection is reset in the middle of the answer.
    RESET,
    /// The answer ends too early, without a length that would show it.
    TRUNCATE,
    /// Status 429 with Retry-After.
    BUSY,
    /// Status 500.
    ERROR,
    /// Status 502 with an HTML page.
    BAD_GATEWAY,
    /// Status 200 with what is no JSON.
    INVALID_JSON,
    /// The answer comes byte by byte, far too slowly.
    DRIP,
    /// The answer is right, what it says about tokens is absurd.
    LIE;

    /// As options spell it, such as `bad-gateway`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
