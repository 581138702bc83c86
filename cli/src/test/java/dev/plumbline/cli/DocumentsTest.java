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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What the documents say, held to what the program does.
class DocumentsTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().resolveSibling("");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final String LAUNCHER = "./plumbline ";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theOptionReferenceIsTheOneThatTheProgramPrints() throws IOException {
        CapturedShell shell = new CapturedShell(folder, PROJECT);

        assertThat(shell.run("explain", "--reference")).isZero();
        assertThat(PROJECT.resolve("docs/study-options.md"))
                .as("outdated; write it again: ./plumbline explain --reference > docs/study-options.md")
                .content()
                .isEqualTo(shell.out());
    }

    @Test
    void theTableOfExitStatusesIsTheOneInForce() throws IOException {
        Map<String, String> codes = Arrays.stream(ErrorCode.values())
                .collect(Collectors.toMap(code -> Integer.toString(code.exitStatus()), code -> " `" + code + "`"));
        codes.put(Integer.toString(ExitStatus.OK), "");
        codes.put(Integer.toString(ExitStatus.DEFECT), " `DEFECT`");
        codes.put(Integer.toString(ExitStatus.GATE_FAILED), " `GATE_FAILED`");
        List<String> rows = new ArrayList<>();
        ExitStatus.meanings()
                .forEach((status, meaning) ->
                        rows.add("| " + status + " |" + codes.get(status) + " | " + meaning + " |"));

        assertThat(Files.readAllLines(PROJECT.resolve("docs/errors.md")))
                .filteredOn(line -> line.matches("\\| \\d+ \\|.*"))
                .containsExactlyElementsOf(rows);
    }

    @Test
    void everyCommandIsListed() throws IOException {
        List<String> listed = Files.readAllLines(PROJECT.resolve("docs/commands.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.replaceFirst("\\| `([a-z-]+).*", "$1"))
                .toList();

        assertThat(Plumbline.commandLine(new CapturedShell(folder).shell(), Workbench.shipped())
                        .getSubcommands()
                        .keySet())
                .filteredOn(name -> !name.equals("help"))
                .allSatisfy(name -> assertThat(listed).contains(name));
    }

    @TestFactory
    List<DynamicTest> everyCommandThatIsPrintedCanBeTyped() throws IOException {
        return printed().stream()
                .map(line -> DynamicTest.dynamicTest(
                        line,
                        () -> assertThat(Plumbline.commandLine(new CapturedShell(folder).shell(), Workbench.shipped())
                                        .parseArgs(words(line.substring(LAUNCHER.length())))
                                        .hasSubcommand())
                                .isTrue()))
                .toList();
    }

    @TestFactory
    List<DynamicTest> everyLinkBetweenDocumentsLeadsSomewhere() throws IOException {
        return documents().stream()
                .map(document -> DynamicTest.dynamicTest(
                        PROJECT.relativize(document).toString(),
                        () -> assertThat(LINK.matcher(Files.readString(document))
                                        .results()
                                        .map((MatchResult found) -> found.group(1)))
                                .allSatisfy(link -> assertThat(document.resolveSibling(link))
                                        .exists())))
                .toList();
    }

    /// The command lines that stand in documents as lines of their own, up to a pipe or a redirection.
    private static List<String> printed() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path document : documents()) {
            Files.readAllLines(document).stream()
                    .filter(line -> line.startsWith(LAUNCHER))
                    .map(line -> line.replaceFirst(" [|>] .*", ""))
                    .forEach(lines::add);
        }
        return lines.stream().distinct().sorted().toList();
    }

    /// As a shell would part them; quotes hold words together.
    private static String[] words(String line) {
        return Arrays.stream(line.split(" (?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
                .map(word -> word.replace("\"", ""))
                .toArray(String[]::new);
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(PROJECT.resolve("docs"));
                Stream<Path> top = Files.list(PROJECT)) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
