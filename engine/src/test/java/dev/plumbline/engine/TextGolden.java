package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.engine.internal.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/// Finds the reference values that lie beside the project, and skips the test that needs them where they are not.
final class TextGolden {
    private TextGolden() {}

    /// A file or folder under `shared/golden/engine`, sought from the working directory upwards.
    static Path path(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared/golden/engine").resolve(name);
            if (Files.exists(found)) {
                return found;
            }
        }
        Assumptions.abort(
                "no shared/golden/engine/" + name + " above " + Path.of("").toAbsolutePath());
        throw new AssertionError("unreachable");
    }

    /// The elements of the array `key` of a JSON file.
    static List<JsonNode> cases(String file, String key) {
        List<JsonNode> out = new ArrayList<>();
        json(file).path(key).forEach(out::add);
        return out;
    }

    static JsonNode json(String file) {
        return JsonFile.read(path(file), ErrorCode.BAD_DATA);
    }
}
