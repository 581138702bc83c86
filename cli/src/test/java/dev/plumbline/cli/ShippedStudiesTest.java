package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The studies that ship, read with the stages that ship.
class ShippedStudiesTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().resolveSibling("");

    /// What a person must set, by study.
    private static final Map<String, List<String>> NEEDED =
            Map.of("reward-model", List.of("--set", "data=prefs.jsonl"));

    @TempDir
    private Path folder = Path.of("");

    private CapturedShell shell() {
        return new CapturedShell(folder, PROJECT);
    }

    @TestFactory
    List<DynamicTest> eachCanBeExplained() {
        List<Path> shipped = new Studies(shell().shell()).shipped();
        assertThat(shipped).isNotEmpty();
        return shipped.stream()
                .map(Studies::name)
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    CapturedShell shell = shell();
                    List<String> words = new ArrayList<>(List.of("explain", name));
                    words.addAll(NEEDED.getOrDefault(name, List.of()));
                    assertThat(shell.run(words.toArray(String[]::new)))
                            .as(shell::err)
                            .isZero();
                    assertThat(shell.out()).contains("stages:", "#  1. ");
                }))
                .toList();
    }

    @Test
    void theOneThatRunsWhenNoneIsNamedIsAmongThem() {
        CapturedShell shell = shell();

        assertThat(shell.run("studies")).as(shell::err).isZero();
        assertThat(shell.out()).containsPattern("(?m)^" + Studies.USUAL + " ");
    }
}
