package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Holds what the documents say of the command to the command itself.
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final String LAUNCHER = "./plumbline ";

    @Test
    void everyExitStatusIsListedWithItsCodeAndMeaning() throws IOException {
        Map<String, String> codes = Arrays.stream(ErrorCode.values())
                .collect(Collectors.toMap(code -> Integer.toString(code.exitStatus()), code -> " `" + code + "`"));
        codes.put(Integer.toString(ExitStatus.OK), "");
        codes.put(Integer.toString(ExitStatus.DEFECT), " `DEFECT`");
        List<String> rows = new ArrayList<>();
        ExitStatus.meanings()
                .forEach((status, meaning) ->
                        rows.add("| " + status + " |" + codes.get(status) + " | " + meaning + " |"));

        assertThat(Files.readAllLines(ROOT.resolve("docs/errors.md")))
                .filteredOn(line -> line.matches("\\| \\d+ \\|.*"))
                .containsExactlyElementsOf(rows);
    }

    @TestFactory
    List<DynamicTest> everyCommandThatIsPrintedCanBeTyped(@TempDir Path folder) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : printed()) {
            tests.add(DynamicTest.dynamicTest(line, () -> {
                CapturedShell shell = new CapturedShell(folder);
                String[] words = words(line.substring(LAUNCHER.length()));
                assertThat(Plumbline.commandLine(shell.shell(), Workbench.shipped())
                                .parseArgs(words)
                                .hasSubcommand())
                        .isTrue();
            }));
        }
        assertThat(tests).hasSizeGreaterThan(10);
        return tests;
    }

    /// The command lines that stand in documents as lines of their own, up to a pipe or a redirection.
    private static List<String> printed() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            for (Path page : Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList()) {
                Files.readAllLines(page).stream()
                        .filter(line -> line.startsWith(LAUNCHER))
                        .map(line -> line.replaceFirst(" [|>] .*", ""))
                        .forEach(lines::add);
            }
        }
        return lines.stream().distinct().sorted().toList();
    }

    /// As a shell would part them; quotes hold words together.
    private static String[] words(String line) {
        return Arrays.stream(line.split(" (?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
                .map(word -> word.replace("\"", ""))
                .toArray(String[]::new);
    }
}
