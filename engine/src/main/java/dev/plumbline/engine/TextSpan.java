package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// A stretch of a text, counted in Unicode code points (not in Java's UTF-16 units, not in bytes).
///
/// @param start the first code point, at least 0
/// @param end one past the last, at least `start`
public record TextSpan(int start, int end) {
    public TextSpan {
        if (start < 0 || end < start) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "span [" + start + ", " + end + ") is not one; need 0 <= start <= end");
        }
    }

    /// Whether the two have a code point in common; an empty span overlaps nothing.
    public boolean overlaps(TextSpan other) {
        return Math.max(start, other.start) < Math.min(end, other.end);
    }

    /// The part of the text that this covers.
    ///
    /// @throws IndexOutOfBoundsException if the text is shorter
    public String of(String text) {
        int from = text.offsetByCodePoints(0, start);
        return text.substring(from, text.offsetByCodePoints(from, end - start));
    }
}
