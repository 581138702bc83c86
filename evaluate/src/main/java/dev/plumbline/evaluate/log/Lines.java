package dev.plumbline.evaluate.log;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;

/// Reads files of lines, one line in memory at a time.
final class Lines {
    private static final int LONGEST = 256 << 20;

    private Lines() {}

    /// Shows every whole line.
    ///
    /// @return where the last whole line ends; what follows was cut off
    /// @throws PlumblineException BAD_DATA with the line's number where the visitor cannot read one
    static long read(Path path, AppendedFile.Visitor visitor) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return read(in, path, visitor);
        }
    }

    /// The same through a channel that stays open. A file that is locked must be read so: where the lock is POSIX's,
    /// closing any other opening of the file in this process would release it.
    static long read(FileChannel channel, Path path, AppendedFile.Visitor visitor) throws IOException {
        return read(Channels.newInputStream(channel.position(0)), path, visitor);
    }

    private static long read(InputStream from, Path path, AppendedFile.Visitor visitor) throws IOException {
        long end = 0;
        long number = 0;
        ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
        InputStream in = new BufferedInputStream(from, 1 << 16);
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c != '\n') {
                line.write(c);
                if (line.size() > LONGEST) {
                    throw bad(path, number + 1, "is longer than " + LONGEST + " bytes", null);
                }
                continue;
            }
            number++;
            try {
                visitor.line(line.toByteArray(), new AppendedFile.Place(end, line.size()));
            } catch (JacksonException e) {
                throw bad(path, number, "is damaged (" + e.getOriginalMessage() + ")", e);
            }
            end += line.size() + 1L;
            line.reset();
        }
        return end;
    }

    static byte[] at(FileChannel channel, AppendedFile.Place place) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(place.length());
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, place.offset() + bytes.position()) < 0) {
                throw new EOFException("the file ends at " + channel.size());
            }
        }
        return bytes.array();
    }

    static PlumblineException bad(
            Path path, long line, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new PlumblineException(
                ErrorCode.BAD_DATA,
                path + " line " + line + ": " + what + "; restore the file from a copy, or begin a new run",
                cause);
    }
}
