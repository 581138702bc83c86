package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Streams a file of one JSON object per line, plain or gzip-packed (told by content, not by name); blank lines
/// are passed over.
final class JsonLines {
    private static final int DEEPEST_NESTING = 64;
    private static final int LONGEST_NUMBER = 100;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST_NESTING)
                            .maxNumberLength(LONGEST_NUMBER)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path path;
    private final String file;
    private final ReadLimits limits;
    private int records;

    private JsonLines(Path path, ReadLimits limits) {
        this.path = path;
        this.file = String.valueOf(path.getFileName());
        this.limits = limits;
    }

    /// Gives each record of the file to `each`, in order.
    ///
    /// @throws PlumblineException MISSING_FILE if the file cannot be opened or read; BAD_DATA if it is malformed
    ///     or holds no record
    static void read(Path path, ReadLimits limits, Consumer<JsonRecord> each) {
        new JsonLines(path, limits).read(each);
    }

    private void read(Consumer<JsonRecord> each) {
        if (Files.isDirectory(path)) {
            throw missing("is a folder; name a file in it", null);
        }
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            readAll(raw, each);
        } catch (NoSuchFileException e) {
            throw missing("does not exist; check the path", e);
        } catch (AccessDeniedException e) {
            throw missing("may not be read; change its permissions", e);
        } catch (IOException e) {
            throw missing("cannot be read: " + Quoted.plain(e.getMessage()), e);
        }
        if (records == 0) {
            throw bad("holds no records; write one JSON object per line", null);
        }
    }

    private void readAll(InputStream raw, Consumer<JsonRecord> each) throws IOException {
        raw.mark(2);
        int first = raw.read();
        int second = raw.read();
        raw.reset();
        if (first < 0) {
            throw bad("is empty; write one JSON object per line", null);
        }
        boolean packed = first == 0x1F && second == 0x8B;
        if (!packed && file.endsWith(".gz")) {
            throw bad("is named .gz but is not a gzip archive; pack it with gzip or drop the .gz", null);
        }
        int line = 1;
        try {
            LineReader lines = new LineReader(file, packed ? new GZIPInputStream(raw, 1 << 16) : raw, limits);
            for (Optional<LineReader.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
                line = lines.begun() + 1;
                if (!next.get().text().isBlank()) {
                    each.accept(record(next.get()));
                    records++;
                }
            }
        } catch (EOFException e) {
            throw brokenArchive("is truncated", line, e);
        } catch (ZipException e) {
            throw brokenArchive("is damaged (" + Quoted.plain(e.getMessage()) + ")", line, e);
        }
    }

    private JsonRecord record(LineReader.Line line) {
        if (records == limits.records()) {
            throw bad("more than " + limits.records() + " records; split the file or raise the limit", null);
        }
        String place = file + " line " + line.number();
        if (line.text().stripLeading().startsWith("[")) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    place + ": a JSON array, not an object; write one JSON object per line, with no list around them");
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(line.text());
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String column = at == null ? "" : " at column " + at.getColumnNr();
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    place + ": not valid JSON" + column + ": " + Quoted.plain(e.getOriginalMessage())
                            + "; write one complete JSON object per line",
                    e);
        }
        if (node instanceof ObjectNode fields) {
            return new JsonRecord(file, line.number(), fields);
        }
        throw new PlumblineException(
                ErrorCode.BAD_DATA,
                place + ": " + JsonRecord.kind(node) + ", not an object; write one JSON object per line");
    }

    private PlumblineException brokenArchive(String what, int line, IOException cause) {
        return bad(
                "the gzip archive " + what + " at line " + line + ", after " + records
                        + " good records; copy or download it again",
                cause);
    }

    private PlumblineException bad(String what, @Nullable Exception cause) {
        return new PlumblineException(ErrorCode.BAD_DATA, file + ": " + what, cause);
    }

    private PlumblineException missing(String what, @Nullable Exception cause) {
        return new PlumblineException(ErrorCode.MISSING_FILE, path + ": " + what, cause);
    }
}
