package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.study.Evidence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The record of a run: lines that are only ever appended, each bound to the one before by its hash, each on the disk
/// before work goes on.
public final class EvidenceChain implements AutoCloseable {
    /// A chain is at most this large, in bytes; more is not ours.
    static final long MAX_BYTES = 256L << 20;

    private final Path file;
    private final FileChannel channel;
    private final Clock clock;
    private final List<Evidence> lines;

    private EvidenceChain(Path file, FileChannel channel, Clock clock, List<Evidence> lines) {
        this.file = file;
        this.channel = channel;
        this.clock = clock;
        this.lines = lines;
    }

    /// The lines of a chain that nobody writes to.
    ///
    /// @throws PlumblineException MISMATCH, naming the line, if it is not a whole and valid chain; MISSING_FILE if
    ///     there is none
    public static List<Evidence> read(Path file) {
        byte[] bytes = bytes(file);
        if (torn(bytes) != bytes.length) {
            throw mismatch(file, "the last line is incomplete");
        }
        return parse(bytes, file);
    }

    /// The lines of a chain that a kill may have torn, without the torn one.
    public static List<Evidence> readUnfinished(Path file) {
        byte[] bytes = bytes(file);
        return parse(Arrays.copyOf(bytes, torn(bytes)), file);
    }

    /// Opens a chain, new or not, to append to it. If a kill tore the last line, that line is dropped.
    ///
    /// @throws PlumblineException MISMATCH if a whole line is not valid, STORAGE if the file cannot be written
    public static EvidenceChain open(Path file, Clock clock, Progress progress) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                byte[] bytes = bytes(file);
                int whole = torn(bytes);
                List<Evidence> lines = parse(Arrays.copyOf(bytes, whole), file);
                if (whole < bytes.length) {
                    progress.note(file + ": dropped an incomplete last line of " + (bytes.length - whole)
                            + " bytes, which an interruption left");
                }
                channel.truncate(whole);
                channel.position(whole);
                return new EvidenceChain(file, channel, clock, new ArrayList<>(lines));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw DurableFiles.failure(file, "opened for writing", e);
        }
    }

    /// Adds a line and waits until it is on the disk; if that fails, the file is as before.
    public void append(Evidence.Type type, Map<String, Object> data) {
        String before =
                lines.isEmpty() ? Evidence.NOTHING_BEFORE : lines.getLast().hash();
        Evidence line = Evidence.of(lines.size(), clock.instant().truncatedTo(ChronoUnit.MILLIS), type, data, before);
        ByteBuffer bytes = ByteBuffer.wrap((line.line() + "\n").getBytes(StandardCharsets.UTF_8));
        long start = -1;
        try {
            start = channel.position();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            rollBack(start, e);
            throw DurableFiles.failure(file, "written", e);
        }
        lines.add(line);
    }

    private void rollBack(long start, IOException cause) {
        try {
            if (start >= 0) {
                channel.truncate(start);
            }
        } catch (IOException e) {
            cause.addSuppressed(e); // the torn line is dropped when the run is resumed
        }
    }

    /// All lines so far.
    public List<Evidence> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw DurableFiles.failure(file, "closed", e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw mismatch(file, "larger than any chain of ours");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new PlumblineException(ErrorCode.MISSING_FILE, file + ": no evidence here; is this a run folder?", e);
        } catch (IOException e) {
            throw DurableFiles.failure(file, "read", e);
        }
    }

    /// How many bytes belong to whole lines.
    private static int torn(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static List<Evidence> parse(byte[] bytes, Path file) {
        List<Evidence> lines = new ArrayList<>();
        String before = Evidence.NOTHING_BEFORE;
        String all = text(bytes, file);
        for (int start = 0; start < all.length(); start = all.indexOf('\n', start) + 1) {
            String text = all.substring(start, all.indexOf('\n', start));
            int number = lines.size() + 1;
            Evidence line;
            try {
                line = Evidence.parse(text);
            } catch (IllegalArgumentException e) {
                throw mismatch(file, "line " + number + " " + e.getMessage());
            }
            if (line.seq() != lines.size() || !line.before().equals(before)) {
                throw mismatch(file, "line " + number + " does not follow the line before it");
            }
            if (!lines.isEmpty() && lines.getLast().type() == Evidence.Type.SEALED) {
                throw mismatch(file, "line " + number + " was added after the seal");
            }
            before = line.hash();
            lines.add(line);
        }
        return lines;
    }

    private static String text(byte[] bytes, Path file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw mismatch(file, "is not UTF-8");
        }
    }

    private static PlumblineException mismatch(Path file, String problem) {
        return new PlumblineException(
                ErrorCode.MISMATCH,
                file + ": " + problem + "; the record was damaged or changed, do not rely on this run");
    }
}
