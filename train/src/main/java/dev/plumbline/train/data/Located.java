package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Objects;

/// A record and where it stood, so that whatever is said about it can be looked up in the file.
///
/// @param line the line of the file, counted from 1; the position in the list for data that never was in a file
public record Located<T>(int line, T value) {
    public Located {
        Objects.requireNonNull(value, "value");
        if (line < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "lines count from 1, not from " + line);
        }
    }
}
