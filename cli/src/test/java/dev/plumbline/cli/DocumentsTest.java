package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What the documents say, held to what the program does.
class DocumentsTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().resolveSibling("");
    private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|[`(])\\s*\\./plumbline ([a-z]+)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

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
        String document = Files.readString(PROJECT.resolve("docs/commands.md"));

        assertThat(ExitStatus.meanings())
                .allSatisfy((status, meaning) -> assertThat(document).contains("| " + status + " | " + meaning + " |"));
    }

    @TestFactory
    List<DynamicTest> everyCommandThatADocumentNamesExists() throws IOException {
        CommandLine root = Plumbline.commandLine(new CapturedShell(folder).shell(), Workbench.shipped());
        return documents().stream()
                .map(document ->
                        DynamicTest.dynamicTest(PROJECT.relativize(document).toString(), () -> {
                            List<String> named = COMMAND.matcher(Files.readString(document))
                                    .results()
                                    .map(found -> found.group(1))
                                    .distinct()
                                    .toList();
                            assertThat(root.getSubcommands().keySet()).containsAll(named);
                        }))
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
