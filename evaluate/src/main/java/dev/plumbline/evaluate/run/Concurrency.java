package dev.plumbline.evaluate.run;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// How many requests may be in flight.
///
/// @param start how many at first, at least 1
/// @param most never more than this
public record Concurrency(int start, int most) {
    /// Begins with 32 and finds out up to 1,000.
    public static final Concurrency USUAL = new Concurrency(32, 1000);

    public Concurrency {
        if (start < 1 || most < start) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "concurrency must start at 1 or more and not above its most, not " + start + " of " + most);
        }
    }

    /// Always this many.
    public static Concurrency fixed(int requests) {
        return new Concurrency(requests, requests);
    }

    /// At most this many.
    public static Concurrency upTo(int most) {
        return new Concurrency(Math.min(USUAL.start, most), most);
    }
}
