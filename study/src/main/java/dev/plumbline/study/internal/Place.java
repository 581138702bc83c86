package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// Where a piece of a study was written.
///
/// @param source a file as the person named it, or a command-line argument
/// @param line from 1; 0 where lines mean nothing
/// @param column from 1; 0 where columns mean nothing
public record Place(String source, int line, int column) {
    /// The error of this place; `problem` says what is wrong and how to cure it.
    public PlumblineException error(String problem) {
        return new PlumblineException(ErrorCode.BAD_STUDY, this + ": " + problem);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + " " + line + ":" + column;
    }
}
