package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Cuts a stream into lines of strict UTF-8 without ever holding more than one line.
///
/// Lines end at LF; a CR before it belongs to the line end, and so does a byte order mark to the start of the file. Any
/// other character, U+2028 included, is text.
final class LineReader {
    /// @param number counted from 1
    /// @param text without its line end
    record Line(int number, String text) {}

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final String file;
    private final InputStream in;
    private final ReadLimits limits;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int filled;
    private byte[] line = new byte[1 << 12];
    private int length;
    private int number;
    private long offset;

    LineReader(String file, InputStream in, ReadLimits limits) {
        this.file = file;
        this.in = in;
        this.limits = limits;
    }

    /// How many lines were begun, the one in which reading broke off included.
    int begun() {
        return number;
    }

    /// The next line, or nothing at the end of the stream.
    ///
    /// @throws PlumblineException BAD_DATA if the line or the file is too long or not UTF-8
    Optional<Line> next() throws IOException {
        long start = offset;
        length = 0;
        number++;
        boolean ended = readToLineEnd();
        if (!ended && length == 0) {
            number--;
            return Optional.empty();
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return Optional.of(new Line(number, decode(start)));
    }

    private boolean readToLineEnd() throws IOException {
        while (position < filled || fill()) {
            int end = position;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            append(end - position);
            offset += end - position;
            position = end;
            if (end < filled) {
                position++;
                offset++;
                return true;
            }
        }
        return false;
    }

    private boolean fill() throws IOException {
        if (offset > limits.totalBytes()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    file + ": more than " + limits.totalBytes()
                            + " bytes of unpacked text; split the file or raise the limit");
        }
        position = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }

    private void append(int count) {
        if (length + (long) count > limits.lineBytes()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    file + " line " + number + ": longer than the limit of " + limits.lineBytes()
                            + " bytes; write one record per line, or remove this record");
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(length + count, Math.min(2 * line.length, limits.lineBytes())));
        }
        System.arraycopy(buffer, position, line, length, count);
        length += count;
    }

    private String decode(long start) {
        int skip = start == 0 && startsWithByteOrderMark() ? BYTE_ORDER_MARK.length : 0;
        ByteBuffer bytes = ByteBuffer.wrap(line, skip, length - skip);
        CharBuffer chars = CharBuffer.allocate(length - skip);
        decoder.reset();
        CoderResult result = decoder.decode(bytes, chars, true);
        if (result.isError()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    String.format(
                            "%s line %d: not UTF-8 at byte %d of the text (byte %d of the line, value 0x%02X); "
                                    + "convert the file to UTF-8",
                            file, number, start + bytes.position(), bytes.position(), line[bytes.position()] & 0xFF));
        }
        return chars.flip().toString();
    }

    private boolean startsWithByteOrderMark() {
        return length >= BYTE_ORDER_MARK.length
                && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }
}
