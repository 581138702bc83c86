package dev.plumbline.evaluate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SandboxTest {
    private static final SandboxLimits SHORT = new SandboxLimits(Duration.ofSeconds(10), 512, 2_000);

    private static SandboxRun shell(Sandbox sandbox, String script) {
        return sandbox.run(Map.of("here.txt", "content"), List.of("sh", "-c", script), "");
    }

    @Test
    void nothingRunsWithoutLeave() {
        assertThatThrownBy(() -> Sandbox.of(CodeRuns.NEVER, SHORT))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("run-code=isolated");
    }

    @Test
    void aProgramSeesItsFilesItsInputAndNoEnvironment() {
        Sandbox sandbox = Sandbox.of(CodeRuns.LIMITS_ALONE, SHORT);
        SandboxRun run =
                sandbox.run(Map.of("here.txt", "content"), List.of("sh", "-c", "cat here.txt -; env"), " in\n");
        assertThat(run.status()).isZero();
        assertThat(run.output()).startsWith("content in\n");
        assertThat(run.output().lines().skip(1))
                .allMatch(line -> line.matches("(PATH|HOME|TMPDIR|LANG|PWD|OLDPWD|SHLVL|_)=.*"));
    }

    @Test
    void itsFolderIsGoneAfterwards() {
        SandboxRun run = shell(Sandbox.of(CodeRuns.LIMITS_ALONE, SHORT), "mkdir a; touch a/b; pwd");
        assertThat(Path.of(run.output().strip())).doesNotExist();
    }

    @Test
    void timeAndOutputAreBounded() {
        Sandbox sandbox = Sandbox.of(CodeRuns.LIMITS_ALONE, SHORT.within(Duration.ofMillis(300)));
        assertThat(shell(sandbox, "yes").timedOut()).isTrue();
        assertThat(shell(sandbox, "yes").output()).hasSizeBetween(2_000, 2_010).endsWith("[cut]");
        assertThat(shell(sandbox, "exit 3")).isEqualTo(new SandboxRun(false, 3, ""));
    }

    @Test
    void aFileCannotLieOutsideTheFolder() {
        Sandbox sandbox = Sandbox.of(CodeRuns.LIMITS_ALONE, SHORT);
        for (String name : List.of("../x", "/etc/x", "", ".x", "a b")) {
            assertThatThrownBy(() -> sandbox.run(Map.of(name, ""), List.of("true"), ""))
                    .hasMessageContaining("no name of a file");
        }
    }

    @Test
    void limitsMustBeAboveZero() {
        assertThatThrownBy(() -> new SandboxLimits(Duration.ZERO, 1, 1)).hasMessageContaining("above 0");
    }

    @Nested
    class Isolated {
        private Sandbox isolated() {
            try {
                return Sandbox.of(CodeRuns.ISOLATED, SHORT);
            } catch (PlumblineException e) {
                assertThat(e).hasMessageContaining("limits-alone");
                Assumptions.abort("no namespaces here: " + e.getMessage());
                throw e;
            }
        }

        @Test
        void aProgramReachesNoNetwork() {
            assertThat(shell(isolated(), "tail -n +3 /proc/net/dev | grep -vc lo:; ls /sys/class/net | wc -l")
                            .output()
                            .lines()
                            .findFirst())
                    .contains("0");
        }

        @Test
        void nothingButItsFolderCanBeWritten() throws Exception {
            Path outside = Files.createTempDirectory("plumbline-outside-");
            SandboxRun run = shell(
                    isolated(), "touch " + outside + "/x /etc/plumbline-x /dev/shm/plumbline-x; echo here > y; cat y");
            assertThat(run.output()).contains("here").contains("Read-only");
            assertThat(outside).isEmptyDirectory();
            Files.delete(outside);
        }

        @Test
        void noOtherProcessIsInSight() {
            String own = Long.toString(ProcessHandle.current().pid());
            SandboxRun run = shell(isolated(), "kill -0 " + own + " 2>&1; cat /proc/" + own + "/environ 2>&1 | wc -c");
            assertThat(run.output()).containsAnyOf("No such process", "no such process", "No such file");
        }

        @Test
        void whatItStartedEndsWithIt() throws Exception {
            assertThat(shell(isolated(), "setsid sleep 98765 > /dev/null 2>&1 & exit 0")
                            .status())
                    .isZero();
            Thread.sleep(300);
            assertThat(ProcessHandle.allProcesses()
                            .filter(process -> process.info()
                                    .arguments()
                                    .map(List::of)
                                    .orElse(List.of())
                                    .contains("98765")))
                    .isEmpty();
        }
    }
}
