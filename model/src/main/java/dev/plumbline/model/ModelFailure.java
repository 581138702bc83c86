package dev.plumbline.model;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A model that is reached over a wire gave no usable answer; the kind says what may help.
///
/// The message names the host and never holds a key.
public final class ModelFailure extends PlumblineException {
    private static final long serialVersionUID = 1L;

    /// What went wrong.
    public enum Kind {
        /// Too many requests at once (HTTP 429, or 529 and 503 with Retry-After): ask less, then again.
        RATE_LIMITED,
        /// The other side broke (HTTP 5xx): ask again.
        SERVER,
        /// No connection, or one that was cut: ask again.
        NETWORK,
        /// No whole answer in time.
        TIMED_OUT,
        /// An answer that is not what the protocol says: cut short, not JSON, without a text.
        MALFORMED,
        /// An answer larger than allowed.
        TOO_LARGE,
        /// The other side understood and said no (other HTTP 4xx, a withheld answer): the same again is no use.
        REJECTED;

        /// Whether the same request may succeed later.
        public boolean passing() {
            return this != REJECTED && this != TOO_LARGE;
        }
    }

    private final Kind kind;
    private final @Nullable Duration retryAfter;

    public ModelFailure(Kind kind, String message) {
        this(kind, message, null, null);
    }

    /// A failure with what the other side said about it.
    ///
    /// @param retryAfter how long the other side asks to be left alone, if it says so
    public ModelFailure(Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(ErrorCode.ENDPOINT, message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /// How long the other side asks to be left alone, if it says so.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
