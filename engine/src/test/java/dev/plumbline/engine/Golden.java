package dev.plumbline.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where reference values lie beside the project; tests that need them are skipped, saying so, where they do not.
final class Golden {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Golden() {}

    /// A folder under `../shared/golden`.
    static Path folder(String name) {
        Path at = Path.of("").toAbsolutePath();
        while (at != null) {
            Path candidate = at.resolve("shared/golden").resolve(name);
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
            at = at.getParent();
        }
        Assumptions.abort("no ../shared/golden/" + name + " beside the project");
        throw new AssertionError("unreachable");
    }

    static JsonNode json(Path file) {
        return JSON.readTree(file.toFile());
    }

    static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    /// A copy of a float-32 tensor of a safetensors file.
    static float[] floats(SafeTensorsFile file, String name) {
        return file.tensor(name).bytes().toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED);
    }
}
