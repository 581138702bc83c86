package dev.plumbline.evaluate.imports;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Whose results can be imported.
public enum ImportFormat {
    /// A log of Inspect, `.eval` or `.json`.
    INSPECT,
    /// A `samples_TASK.jsonl` of lm-evaluation-harness.
    LM_EVAL,
    /// A `results.json` of promptfoo.
    PROMPTFOO,
    /// A `report.jsonl` of garak.
    GARAK;

    private static final int LOOK = 64 << 10;

    /// As a person writes it, such as `lm-eval`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The format of this label.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if there is none of this name, naming those that there are
    public static ImportFormat named(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_ARGUMENT, "there is no format \"" + label + "\"; there are " + labels()));
    }

    /// What a file looks like, by its name and its first 64 KiB.
    ///
    /// @throws PlumblineException MISSING_FILE if it cannot be read, BAD_DATA if it looks like none
    public static ImportFormat of(Path file) {
        if (file.toString().endsWith(".eval")) {
            return INSPECT;
        }
        String start = start(file);
        if (start.contains("\"entry_type\"")) {
            return GARAK;
        }
        if (start.contains("\"doc_id\"")) {
            return LM_EVAL;
        }
        if (start.contains("\"eval\"") && start.contains("\"status\"")) {
            return INSPECT;
        }
        if (start.contains("\"evalId\"") || start.contains("\"promptIdx\"") || start.contains("\"testIdx\"")) {
            return PROMPTFOO;
        }
        throw new PlumblineException(
                ErrorCode.BAD_DATA,
                file + ": looks like no result of another tool; say which with --from (" + labels() + ")");
    }

    private static String start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LOOK), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, file + ": cannot be read (" + e.getMessage() + "); check the path", e);
        }
    }

    private static String labels() {
        return List.of(values()).stream().map(ImportFormat::label).collect(Collectors.joining(", "));
    }

    /// Writes a file's samples as a log of ours.
    ///
    /// @param model who answered, where the file does not say (lm-evaluation-harness)
    /// @return how many samples
    public int read(Path file, String model, Path log) {
        return switch (this) {
            case INSPECT -> Imports.inspect(file, log);
            case LM_EVAL -> Imports.harness(file, model, log);
            case PROMPTFOO -> Imports.promptfoo(file, log);
            case GARAK -> Imports.garak(file, log);
        };
    }
}
