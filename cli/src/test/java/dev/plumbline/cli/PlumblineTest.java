package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlumblineTest {
    @TempDir
    private Path folder = Path.of("");

    @Nested
    class Help {
        @Test
        void listsEveryExitStatusThatAnErrorCanHave() {
            CapturedShell shell = new CapturedShell(folder);

            int status = shell.run("--help");

            assertThat(status).isZero();
            assertThat(shell.out()).contains("Exit status:");
            for (ErrorCode code : ErrorCode.values()) {
                assertThat(shell.out()).containsPattern("(?m)^ +" + code.exitStatus() + " +\\S");
            }
        }

        @Test
        void ofEveryCommandHasExamplesAndADescription() {
            CommandLine root = Plumbline.commandLine(new CapturedShell(folder).shell(), Workbench.shipped());

            root.getSubcommands().forEach((name, command) -> {
                assertThat(command.getCommandSpec().usageMessage().description())
                        .as(name)
                        .isNotEmpty();
                if (!name.equals("help")) {
                    assertThat(command.getUsageMessage()).as(name).contains("Examples:", "  plumbline " + name);
                    assertThat(new CapturedShell(folder).run(name, "--help")).isZero();
                }
            });
        }

        @Test
        void exitStatusesDiffer() {
            assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::exitStatus))
                    .doesNotHaveDuplicates()
                    .doesNotContain(ExitStatus.OK, ExitStatus.DEFECT);
        }
    }

    @Nested
    class VersionNumber {
        @Test
        void isThatOfTheBuild() {
            assertThat(Version.NUMBER).isEqualTo(System.getProperty("plumbline.version"));
        }

        @Test
        void isPrintedAlikeByTheFastPathAndByTheRootCommand() {
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run("-V")).isZero();
            assertThat(shell.out().strip()).isEqualTo(Version.LINE);
        }
    }

    @Nested
    class WrongUse {
        @Test
        void withoutACommandSaysHowToGoOn() {
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run()).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).startsWith("plumbline: say which command").contains("plumbline --help");
            assertThat(shell.out()).isEmpty();
        }

        @Test
        void ofAMisspeltCommandNamesTheNearest() {
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run("doctr")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).startsWith("plumbline: there is no command or argument doctr; did you mean doctor");
        }

        @Test
        void ofAMisspeltOptionNamesTheNearestAndTheCommandsHelp() {
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run("doctor", "--jsn")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("--json").contains("plumbline doctor --help");
        }

        @Test
        void withJsonIsAlsoAnObjectOnStandardOutput() {
            CapturedShell shell = new CapturedShell(folder);

            int status = shell.run("doctor", "--json", "--nonsense");

            JsonNode error = JsonMapper.shared().readTree(shell.out()).get("error");
            assertThat(status).isEqualTo(2);
            assertThat(error.get("code").asString()).isEqualTo("BAD_ARGUMENT");
            assertThat(error.get("status").asInt()).isEqualTo(2);
            assertThat(error.get("message").asString()).contains("--nonsense");
        }
    }

    @Nested
    class Failing {
        @Test
        void withACodedErrorIsOneLineWithItsStatus() {
            CapturedShell shell = new CapturedShell(folder);
            PlumblineException failure =
                    new PlumblineException(ErrorCode.BAD_DATA, "prefs.jsonl line 17: \"chosen\" is missing");

            int status = new Failures(shell.shell()).report(failure, false, false);

            assertThat(status).isEqualTo(4);
            assertThat(shell.err())
                    .isEqualTo("plumbline: prefs.jsonl line 17: \"chosen\" is missing" + System.lineSeparator());
            assertThat(shell.out()).isEmpty();
        }

        @Test
        void doesNotLetAMessageDriveTheTerminal() {
            CapturedShell shell = new CapturedShell(folder);

            new Failures(shell.shell())
                    .report(new PlumblineException(ErrorCode.BAD_DATA, "bad\u001b[2J\nline\u202e"), false, false);

            assertThat(shell.err().strip()).isEqualTo("plumbline: bad[2J line");
        }

        @Test
        void ofOurOwnIsADefectWithItsTrace() {
            CapturedShell shell = new CapturedShell(folder);

            int status = new Failures(shell.shell()).report(new IllegalStateException("oops"), false, false);

            assertThat(status).isEqualTo(ExitStatus.DEFECT);
            assertThat(shell.err()).contains("a defect of Plumbline's own", "oops", "\tat dev.plumbline.cli");
        }

        @Test
        void showsItsTraceWhenAsked() {
            CapturedShell shell = new CapturedShell(folder);

            new Failures(shell.shell()).report(new PlumblineException(ErrorCode.BUSY, "held"), false, true);

            assertThat(shell.err()).contains("plumbline: held", "\tat dev.plumbline.cli");
        }
    }
}
