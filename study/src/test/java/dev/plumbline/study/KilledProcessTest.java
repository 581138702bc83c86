package dev.plumbline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the tiny study in a JVM of its own and takes that JVM away.
class KilledProcessTest {
    /// What the other JVM does: go on with the study, slowly, saying each step.
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) {
            RunFixture fixture = new RunFixture(Path.of(arguments[0]));
            long millis = Long.parseLong(arguments[1]);
            fixture.runner((stage, step) -> {
                        System.out.println(stage + " " + step);
                        try {
                            Thread.sleep(millis);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .resume(fixture.study());
        }
    }

    private static Process start(Path folder, long millis) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        folder.toString(),
                        Long.toString(millis))
                .redirectErrorStream(true)
                .start();
    }

    /// Waits until the process says this line; false if it ends first.
    private static boolean awaits(BufferedReader output, String line) throws IOException {
        for (String said = output.readLine(); said != null; said = output.readLine()) {
            if (said.equals(line)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aRunThatIsKilledAgainAndAgainEndsWithTheSameFigures(@TempDir Path folder) throws Exception {
        RunFixture calm = new RunFixture(folder.resolve("calm"));
        List<StageResult> undisturbed = RunFixture.figures(calm.runner().run(calm.study()));
        RunFixture killed = new RunFixture(folder.resolve("killed"));
        Random random = new Random(3);
        for (String line : List.of("draw 7", "short 8", "long 17", "audit 1")) {
            Process process = start(folder.resolve("killed"), 3);
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                assertThat(awaits(output, line))
                        .as("the other process reaches %s", line)
                        .isTrue();
                Thread.sleep(random.nextInt(25));
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        CompletedRun run = killed.runner().resume(killed.study());
        assertThat(RunFixture.figures(run)).isEqualTo(undisturbed);
        assertThat(Verification.of(run.folder()).problems()).isEmpty();
        assertThat(RunList.of(killed.runs()).entries()).hasSize(1);
    }

    @Test
    void aSecondProcessOnTheSameRunIsToldWhichOneHasIt(@TempDir Path folder) throws Exception {
        RunFixture fixture = new RunFixture(folder);
        Process process = start(folder, 600_000);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(awaits(output, "draw 0")).isTrue();
            PlumblineException e = catchThrowableOfType(
                    PlumblineException.class, () -> fixture.runner().resume(fixture.study()));
            assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
            assertThat(e).hasMessageContaining("process " + process.pid() + " is working on this run");
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(fixture.runner().resume(fixture.study()).report().stages()).hasSize(4);
    }
}
