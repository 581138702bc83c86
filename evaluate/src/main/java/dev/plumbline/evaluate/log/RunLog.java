package dev.plumbline.evaluate.log;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The log of one run, being written: a header, then one line for each sample that is over, and at the end one
/// for each task that ended before all its samples were asked.
///
/// In memory stay the key, the score and the place of each line, not what was said. Safe for many threads.
public final class RunLog implements AutoCloseable {
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(256 << 20)
                            .build())
                    .build())
            .build();

    /// How a sample ended, and where the log says so.
    public record Entry(Score score, AppendedFile.Place place) {}

    private final AppendedFile file;
    private final Map<LogRecord.Key, Entry> known;
    private final Set<Stopped> stopped;

    private RunLog(AppendedFile file, Map<LogRecord.Key, Entry> known, Set<Stopped> stopped) {
        this.file = file;
        this.known = known;
        this.stopped = stopped;
    }

    /// Begins a log, or goes on with one of the same run.
    ///
    /// @throws PlumblineException MISMATCH if the file is the log of another run, saying in what they differ;
    ///     BUSY if it is being written; BAD_DATA if it is damaged
    public static RunLog open(Path path, LogHeader header) {
        Map<LogRecord.Key, Entry> known = new HashMap<>();
        Set<Stopped> stopped = new HashSet<>();
        boolean[] begun = new boolean[1];
        AppendedFile file = AppendedFile.open(path, (line, place) -> {
            JsonNode node = MAPPER.readTree(line);
            String where = path + " line " + (known.size() + stopped.size() + 2);
            if (!begun[0]) {
                requireSame(path, LogHeader.read(node, path + " line 1"), header);
                begun[0] = true;
            } else if (Stopped.is(node)) {
                stopped.add(Stopped.read(node, where));
            } else {
                LogRecord record = LogRecord.read(node, where);
                if (known.put(record.key(), new Entry(record.score(), place)) != null) {
                    throw new PlumblineException(
                            ErrorCode.BAD_DATA,
                            path + ": sample " + record.key() + " is there twice; delete one of its lines");
                }
            }
        });
        if (!begun[0]) {
            file.append(header.json(MAPPER));
            file.sync();
        }
        return new RunLog(file, known, stopped);
    }

    private static void requireSame(Path path, LogHeader there, LogHeader here) {
        if (there.equals(here)) {
            return;
        }
        String what = !there.model().equals(here.model())
                ? "model " + there.model()
                : there.seed() != here.seed()
                        ? "seed " + there.seed()
                        : !there.tasks().equals(here.tasks())
                                ? "other samples or measures"
                                : !there.setup().equals(here.setup()) ? "set-up " + there.setup() : "other epochs";
        throw new PlumblineException(
                ErrorCode.MISMATCH,
                path + ": is the log of another run (" + what + "); name another file, or run that one");
    }

    /// What was logged before this run began, and how it ended.
    public Map<LogRecord.Key, Entry> known() {
        return known;
    }

    /// Adds a line.
    public Entry add(LogRecord record) {
        return new Entry(record.score(), file.append(record.json(MAPPER)));
    }

    /// Says where a task ended early; nothing if the log says that already. Used by one thread.
    public void addOnce(Stopped where) {
        if (stopped.add(where)) {
            file.append(where.json(MAPPER));
        }
    }

    /// The line at a place.
    public LogRecord read(AppendedFile.Place place) {
        return LogRecord.read(MAPPER.readTree(file.read(place)), file.path().toString());
    }

    public void sync() {
        file.sync();
    }

    public Path path() {
        return file.path();
    }

    @Override
    public void close() {
        file.close();
    }

    /// A log's header.
    ///
    /// @throws PlumblineException MISSING_FILE if there is no such file, BAD_DATA if it is no log
    public static LogHeader header(Path path) {
        LogHeader[] header = new LogHeader[1];
        visit(path, found -> header[0] = found, (record, place) -> {});
        if (header[0] == null) {
            throw new PlumblineException(ErrorCode.BAD_DATA, path + ": is empty; name a log");
        }
        return header[0];
    }

    /// Shows every record of a log, one in memory at a time; a last line that was cut off is left out.
    ///
    /// @throws PlumblineException MISSING_FILE if there is no such file, BAD_DATA if it is no log
    public static void each(Path path, Consumer<LogRecord> visitor) {
        visit(path, header -> {}, (record, place) -> visitor.accept(record));
    }

    /// As [#each], with the place of every record.
    static void each(Path path, BiConsumer<LogRecord, AppendedFile.Place> visitor) {
        visit(path, header -> {}, visitor);
    }

    private static void visit(Path path, Consumer<LogHeader> first, BiConsumer<LogRecord, AppendedFile.Place> rest) {
        if (!Files.isRegularFile(path)) {
            throw new PlumblineException(ErrorCode.MISSING_FILE, path + ": no such log; name the file");
        }
        long[] number = new long[1];
        try {
            Lines.read(path, (line, place) -> {
                JsonNode node = MAPPER.readTree(line);
                String where = path + " line " + ++number[0];
                if (number[0] == 1) {
                    first.accept(LogHeader.read(node, where));
                } else if (!Stopped.is(node)) {
                    rest.accept(LogRecord.read(node, where), place);
                }
            });
        } catch (IOException e) {
            throw AppendedFile.storage(path, e);
        }
    }

    /// The last answer of a record at a place of a log that is closed.
    static Optional<String> answer(Path path, AppendedFile.Place place) {
        try (var channel = java.nio.channels.FileChannel.open(path)) {
            LogRecord record = LogRecord.read(MAPPER.readTree(Lines.at(channel, place)), path.toString());
            return record.solution().map(solution -> solution.answer().text());
        } catch (IOException e) {
            throw AppendedFile.storage(path, e);
        }
    }

    /// Reads the last answer at a place, whenever someone asks; empty if there was none.
    public static java.util.function.Supplier<String> reading(Path path, AppendedFile.Place place) {
        return () -> answer(path, place).orElse("");
    }
}
