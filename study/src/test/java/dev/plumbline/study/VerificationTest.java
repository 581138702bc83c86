package dev.plumbline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerificationTest {
    private Path run = Path.of("unset");

    @BeforeAll
    void makeARun(@TempDir Path folder) {
        RunFixture fixture = new RunFixture(folder);
        run = fixture.runner().run(fixture.study()).folder();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> paths = Files.walk(run)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /// What verification says while a file has other content.
    private Verification with(Path file, byte[] content) throws IOException {
        byte[] before = Files.readAllBytes(file);
        try {
            Files.write(file, content);
            return Verification.of(run);
        } finally {
            Files.write(file, before);
        }
    }

    private void assertNamed(Verification verification, Path file) {
        String name = run.relativize(file).toString().replace('\\', '/');
        assertThat(verification.passed()).as("changed %s", name).isFalse();
        assertThat(verification.problems()).singleElement().asString().startsWith(name + ": ");
    }

    @Test
    void passesAnUntouchedRunAndGivesItsSeal() {
        Verification verification = Verification.of(run);
        assertThat(verification.problems()).isEmpty();
        assertThat(verification.files()).isEqualTo(13);
        assertThat(verification.seal()).matches("[0-9a-f]{64}");
        verification.require();
    }

    @Test
    void namesTheFileInWhichAnyByteChanged() throws IOException {
        Random random = new Random(11);
        for (Path file : files()) {
            for (int i = 0; i < 25; i++) {
                byte[] content = Files.readAllBytes(file);
                content[random.nextInt(content.length)] ^= (byte) (1 + random.nextInt(255));
                assertNamed(with(file, content), file);
            }
        }
    }

    @Test
    void namesTheFileFromWhichAByteWasRemovedOrToWhichOneWasAdded() throws IOException {
        Random random = new Random(12);
        for (Path file : files()) {
            byte[] content = Files.readAllBytes(file);
            for (int i = 0; i < 8; i++) {
                int at = i == 0 ? content.length : i == 1 ? 0 : random.nextInt(content.length);
                byte[] longer = Arrays.copyOf(content, content.length + 1);
                System.arraycopy(content, at, longer, at + 1, content.length - at);
                longer[at] = i % 2 == 0 ? (byte) '\n' : (byte) random.nextInt(256);
                assertNamed(with(file, longer), file);
                byte[] shorter = Arrays.copyOf(content, content.length - 1);
                int gone = Math.min(at, shorter.length);
                System.arraycopy(content, gone + 1, shorter, gone, shorter.length - gone);
                assertNamed(with(file, shorter), file);
            }
        }
    }

    @Test
    void namesTheFileThatIsMissingOrExtra() throws IOException {
        for (Path file : files()) {
            Path aside = run.resolveSibling("aside");
            Files.move(file, aside);
            Verification verification = Verification.of(run);
            Files.move(aside, file);
            assertNamed(verification, file);
        }
        for (String extra :
                List.of("x", "stages/draw/.hidden", "models/short/model.bin", "log.sqlite-wal", "work/a/b")) {
            Path file = run.resolve(extra);
            Files.createDirectories(file.resolveSibling(""));
            Files.createFile(file);
            Verification verification = Verification.of(run);
            Files.delete(file);
            assertNamed(verification, file);
        }
    }

    @Test
    void isNotFooledByLinks() throws IOException {
        Path file = run.resolve("stages/draw/numbers.txt");
        Path aside = run.resolveSibling("aside");
        Files.move(file, aside);
        Files.createSymbolicLink(file, aside);
        Verification verification = Verification.of(run);
        Files.delete(file);
        Files.move(aside, file);
        assertNamed(verification, file);
    }

    @Test
    void noticesThatLinesOfEvidenceWereCutOffReorderedOrRepeated() throws IOException {
        Path evidence = run.resolve("evidence.jsonl");
        List<String> lines = Files.readAllLines(evidence);
        for (int keep = 0; keep < lines.size(); keep++) {
            Verification cut = with(evidence, text(lines.subList(0, keep)));
            assertThat(cut.problems()).anyMatch(problem -> problem.startsWith("evidence.jsonl: "));
        }
        List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, 2, 3);
        assertNamed(with(evidence, text(swapped)), evidence);
        List<String> repeated = new ArrayList<>(lines);
        repeated.add(lines.getLast());
        assertNamed(with(evidence, text(repeated)), evidence);
    }

    private static byte[] text(List<String> lines) {
        return String.join("", lines.stream().map(line -> line + "\n").toList()).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void failsWithTheNameOfTheFile() throws IOException {
        Verification changed = with(run.resolve("report.html"), new byte[] {1});
        PlumblineException e = catchThrowableOfType(PlumblineException.class, changed::require);
        assertThat(e.code()).isEqualTo(ErrorCode.MISMATCH);
        assertThat(e).hasMessageContaining("report.html");
        assertThatThrownBy(() -> Verification.of(run.resolve("no"))).hasMessageContaining("no such run folder");
    }

    @Test
    void stillPassesAfterTheLogWasQueried() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + run.resolve("log.sqlite"));
                Statement statement = connection.createStatement()) {
            assertThat(number(statement, "SELECT count(*) FROM stages")).isEqualTo(4);
            assertThat(number(statement, "SELECT count(*) FROM estimates WHERE high > 1e300 AND expected = 0.5"))
                    .isEqualTo(2);
            assertThat(number(statement, "SELECT count(*) FROM comparisons WHERE left_model = 'short'"))
                    .isEqualTo(1);
            assertThat(number(statement, "SELECT count(*) FROM findings WHERE name = 'closeness'"))
                    .isEqualTo(1);
            assertThat(number(statement, "SELECT count(*) FROM curves WHERE step IN (10, 40)"))
                    .isEqualTo(2);
            assertThat(number(statement, "SELECT count(*) FROM samples WHERE prompt LIKE '%The mean?%'"))
                    .isEqualTo(2);
            assertThat(number(statement, "SELECT count(*) FROM notes")).isEqualTo(1);
        }
        assertThat(Verification.of(run).problems()).isEmpty();
    }

    private static double number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getDouble(1);
        }
    }
}
