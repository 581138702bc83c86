package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.plumbline.study.Cancellation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process that is asked to stop, as Ctrl-C and `kill` ask.
class InterruptionTest {
    private static final int KILLED_POLITELY = 143;

    @TempDir
    private Path folder = Path.of("");

    @Test
    @Timeout(180)
    void aStoppedProcessSaysHowToGoOnAndLeavesARunThatGoesOn() throws IOException, InterruptedException {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "Windows has no polite way to end a process");
        Files.writeString(folder.resolve("tiny.yaml"), TinyWorkbench.STUDY);
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Endless.class.getName(),
                        folder.toString())
                .redirectError(said.toFile())
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("in the middle");
            process.destroy();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).isEqualTo(KILLED_POLITELY);
        assertThat(said).content().contains("stopped on request", "plumbline run tiny.yaml --resume");
        CapturedShell shell = new CapturedShell(folder);
        assertThat(shell.run(new TinyWorkbench(true).workbench(), "run", "tiny.yaml", "--resume"))
                .isZero();
        assertThat(shell.err()).contains("going on with ");
    }

    /// Runs the study until someone asks it to stop, as [Main] runs one.
    static final class Endless {
        private Endless() {}

        public static void main(String[] arguments) {
            Interruption interruption = Interruption.ofThisProcess();
            Cancellation cancellation = interruption.cancellation();
            TinyWorkbench tiny = new TinyWorkbench(true);
            tiny.beforeAverage(() -> {
                System.out.println("in the middle");
                while (!cancellation.requested()) {
                    LockSupport.parkNanos(1_000_000);
                }
            });
            Path directory = Path.of(arguments[0]);
            Shell process = Shell.ofThisProcess(cancellation);
            Shell there = new Shell(
                    process.out(),
                    process.err(),
                    process.in(),
                    process.terminal(),
                    directory,
                    directory,
                    Map.of("PLUMBLINE_HOME", directory.resolve("home").toString()),
                    cancellation);
            int status = Plumbline.execute(there, tiny.workbench(), "run", "tiny.yaml");
            interruption.over();
            System.exit(status);
        }
    }
}
