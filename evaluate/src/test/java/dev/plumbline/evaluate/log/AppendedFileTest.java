package dev.plumbline.evaluate.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendedFileTest {
    @TempDir
    private Path folder;

    /// A second process that wants the file: ends with 7 if it is kept out.
    static final class Intruder {
        private Intruder() {}

        public static void main(String[] args) {
            try (AppendedFile file = AppendedFile.open(Path.of(args[0]), (line, place) -> {})) {
                file.append(new byte[] {'x'});
            } catch (PlumblineException e) {
                System.out.println(e.getMessage());
                System.exit(7);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aSecondProcessIsKeptOutAlsoWhereTheFileHadToBeReadFirst() throws Exception {
        Path path = Files.writeString(folder.resolve("log"), "one\ntwo\n");
        List<String> lines = new ArrayList<>();
        try (AppendedFile file =
                AppendedFile.open(path, (line, place) -> lines.add(new String(line, StandardCharsets.UTF_8)))) {
            file.append(bytes("three"));
            file.sync();
            Process intruder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Intruder.class.getName(),
                            path.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(intruder.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(intruder.waitFor()).as(said).isEqualTo(7);
            assertThat(said).contains("another run is writing it");
        }
        assertThat(lines).containsExactly("one", "two");
        assertThat(path).hasContent("one\ntwo\nthree");
    }

    @Test
    void aSecondOpeningInOneProcessIsKeptOutToo() {
        Path path = folder.resolve("log");
        try (AppendedFile file = AppendedFile.open(path, (line, place) -> {})) {
            file.append(bytes("one"));
            assertThatThrownBy(() -> AppendedFile.open(path, (line, place) -> {}))
                    .hasMessageContaining("another run is writing it");
        }
    }

    @Test
    void aLineThatWasCutOffIsDroppedAndTheNextBeginsInItsPlace() throws Exception {
        Path path = Files.writeString(folder.resolve("log"), "one\ntw");
        try (AppendedFile file = AppendedFile.open(path, (line, place) -> {})) {
            AppendedFile.Place place = file.append(bytes("two"));
            assertThat(file.read(place)).isEqualTo(bytes("two"));
        }
        Files.writeString(path, "half", StandardOpenOption.APPEND);
        List<Integer> lengths = new ArrayList<>();
        AppendedFile.open(path, (line, place) -> lengths.add(line.length)).close();
        assertThat(lengths).containsExactly(3, 3);
        assertThat(path).hasContent("one\ntwo");
    }
}
