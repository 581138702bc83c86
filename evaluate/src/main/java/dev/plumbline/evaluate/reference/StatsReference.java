package dev.plumbline.evaluate.reference;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.ReferenceCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs a folder of reference values of statistics: JSON files with `methods` (each with its tolerance) and
/// `cases` (each with a method, inputs and outputs).
///
/// A case of a method that nobody here knows is UNKNOWN, never passed.
public final class StatsReference {
    private static final JsonMapper JSON = new JsonMapper();
    /// A folder of something else may hold large files: no more than so many are looked into.
    private static final int FILES_LOOKED_INTO = 20;

    private StatsReference() {}

    /// Whether a folder holds such files.
    public static boolean recognises(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        return files(folder).stream().limit(FILES_LOOKED_INTO).anyMatch(StatsReference::hasMethods);
    }

    /// Runs every case of every file, in the order of the files' names.
    ///
    /// @param sink is told each case once it is done
    /// @throws PlumblineException MISSING_FILE if the folder cannot be read, or holds no such file
    public static void run(Path folder, Consumer<ReferenceCase> sink) {
        List<Path> files = files(folder);
        if (files.stream().noneMatch(StatsReference::hasMethods)) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    folder
                            + ": no reference values of statistics; name a folder with a JSON file that has \"methods\" and"
                            + " \"cases\"");
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
            JsonNode golden;
            try {
                golden = JSON.readTree(Files.readAllBytes(file));
            } catch (IOException | JacksonException e) {
                sink.accept(ReferenceCase.failed(name, "file", file + ": cannot be read: " + e.getMessage()));
                continue;
            }
            if (golden.path("cases").isArray()) {
                golden.get("cases").forEach(one -> sink.accept(judge(name, golden.path("methods"), one)));
            } else {
                sink.accept(ReferenceCase.unknown(name, "file"));
            }
        }
    }

    /// One case of a file.
    private static ReferenceCase judge(String file, JsonNode methods, JsonNode one) {
        String kind = one.path("method").asString("");
        if (kind.isBlank()) {
            return ReferenceCase.failed(file, "case", "a case has no \"method\"");
        }
        String name = file + "/" + kind + " (" + one.path("name").asString("") + ")";
        return Methods.named(kind)
                .map(method -> judge(name, kind, methods.path(kind), one, method))
                .orElseGet(() -> ReferenceCase.unknown(name, kind));
    }

    private static ReferenceCase judge(String name, String kind, JsonNode described, JsonNode one, Method method) {
        if (!described.path("tolerance").isNumber() || !one.has("in") || !one.has("out")) {
            return ReferenceCase.failed(name, kind, "the case needs \"in\", \"out\" and its method's \"tolerance\"");
        }
        try {
            Input in = new Input(one.get("in"));
            return Check.of(name, kind, described.get("tolerance").doubleValue(), one.get("out"), () -> method.of(in));
        } catch (RuntimeException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return ReferenceCase.failed(name, kind, why);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> String.valueOf(file.getFileName()).endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    folder + ": cannot be read (" + e + "); give a folder of reference values",
                    e);
        }
    }

    /// Whether a file's top level has `methods` and `cases`; the rest is skipped, not kept.
    private static boolean hasMethods(Path file) {
        boolean methods = false;
        boolean cases = false;
        try (JsonParser parser = JSON.createParser(file)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                methods |= "methods".equals(field) && value == JsonToken.START_OBJECT;
                cases |= "cases".equals(field) && value == JsonToken.START_ARRAY;
                parser.skipChildren();
            }
        } catch (JacksonException e) {
            return false;
        }
        return methods && cases;
    }
}
