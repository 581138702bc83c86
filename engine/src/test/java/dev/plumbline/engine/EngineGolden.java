package dev.plumbline.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;



/// Where reference values lie beside the project; tests that need them are skipped, saying so, where they do not.
public final class EngineGolden {

    private EngineGolden() {}

    /// A folder under `../shared/golden`.
    public static Path folder(String name) {
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

}
