package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What comes in over standard input, which anyone may have written: bounded, and UTF-8 or refused.
final class StandardInput {
    /// The longest text or line that is taken, in bytes; far more than any model reads.
    static final int MAX_BYTES = 1_000_000;

    private StandardInput() {}

    /// All of it, without the line break at its end.
    ///
    /// @throws PlumblineException BAD_DATA if it is too long or not UTF-8
    static String text(InputStream in) {
        try {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw tooLong("the text");
            }
            return decoded(bytes).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /// The next line without its break; empty at the end of the input.
    ///
    /// @throws PlumblineException BAD_DATA if it is too long or not UTF-8
    static Optional<String> line(InputStream in) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            for (; next >= 0 && next != '\n'; next = in.read()) {
                if (line.size() == MAX_BYTES) {
                    throw tooLong("a line");
                }
                line.write(next);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return Optional.of(decoded(line.toByteArray()).replaceFirst("\\r\\z", ""));
    }

    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, "standard input is not UTF-8; convert it first, for example with iconv", e);
        }
    }

    private static PlumblineException tooLong(String what) {
        return new PlumblineException(
                ErrorCode.BAD_DATA,
                what + " on standard input is longer than " + MAX_BYTES + " bytes; no model reads that much: cut it");
    }

    private static PlumblineException unreadable(IOException e) {
        return new PlumblineException(ErrorCode.MISSING_FILE, "standard input cannot be read: " + e.getMessage(), e);
    }
}
