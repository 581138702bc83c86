package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands as a person uses them, on a study of two tiny stages.
class StudyCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    private final TinyWorkbench tiny = new TinyWorkbench(true);
    private CapturedShell shell = new CapturedShell(Path.of(""));

    @BeforeEach
    void aStudyLiesInTheFolder() throws IOException {
        Files.writeString(folder.resolve("tiny.yaml"), TinyWorkbench.STUDY);
    }

    /// Runs a command; what it said is in [#shell].
    private int plumbline(String... arguments) {
        return plumbline(tiny, arguments);
    }

    private int plumbline(TinyWorkbench workbench, String... arguments) {
        shell = new CapturedShell(folder);
        return shell.run(workbench.workbench(), arguments);
    }

    private Path onlyRun() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            return runs.filter(run -> !run.getFileName().toString().startsWith("."))
                    .reduce((a, b) -> {
                        throw new IllegalStateException("more than one run");
                    })
                    .orElseThrow(() -> new IllegalStateException("no run"));
        }
    }

    private JsonNode json() {
        return JsonMapper.shared().readTree(shell.out());
    }

    @Nested
    class Run {
        @Test
        void saysWhatCameOutAndWhereItLies() throws IOException {
            assertThat(plumbline("run", "tiny.yaml")).isZero();

            String run = "runs/" + onlyRun().getFileName();
            assertThat(shell.out())
                    .startsWith("The mean is near a half.[31m\n")
                    .contains("2 stages in ")
                    .contains("report     " + run + "/report.html")
                    .contains("plumbline verify " + run, "plumbline reproduce " + run);
            assertThat(shell.err()).contains("numbers: 40 numbers in ");
            assertThat(onlyRun().resolve("report.html")).exists();
        }

        @Test
        void takesASecondTimeFromTheStoreAndSaysSo() {
            plumbline("run", "tiny.yaml");

            assertThat(plumbline("run", "tiny.yaml")).isZero();
            assertThat(shell.out()).contains("2 from the store");
            assertThat(plumbline("run", "tiny.yaml", "--fresh")).isZero();
            assertThat(shell.out()).doesNotContain("from the store");
        }

        @Test
        void givesItsFiguresToAMachineAsTheLastLine() throws IOException {
            assertThat(plumbline("run", "tiny.yaml", "--json", "--set", "count=10"))
                    .isZero();

            JsonNode last = JsonMapper.shared()
                    .readTree(shell.out().lines().reduce((a, b) -> b).orElseThrow());
            assertThat(last.propertyNames()).containsExactly("run", "seconds", "stages", "estimates", "findings");
            assertThat(last.get("run").asString()).isEqualTo(onlyRun().toString());
            assertThat(last.get("stages").get(0).get("name").asString()).isEqualTo("numbers");
            assertThat(last.get("estimates").get(0).get("n").asInt()).isEqualTo(10);
            assertThat(last.get("estimates").get(0).get("missing").asInt()).isEqualTo(2);
            assertThat(last.get("findings").get(0).get("p").asDouble()).isEqualTo(0.2);
        }

        @Test
        void canBeQuiet() {
            assertThat(plumbline("run", "tiny.yaml", "--quiet")).isZero();
            assertThat(shell.err()).isEmpty();
        }

        @Test
        void remembersTheCommandThatMadeIt() throws IOException {
            plumbline("run", "tiny.yaml", "--set", "count=10");

            assertThat(onlyRun().resolve("evidence.jsonl"))
                    .content()
                    .contains("[\"plumbline\",\"run\",\"tiny.yaml\",\"--set\",\"count=10\"]");
        }

        @Test
        void findsAStudyThatShipsByItsNameAndByItsPath() throws IOException {
            Files.createDirectories(folder.resolve("studies"));
            Files.writeString(folder.resolve("studies/quickstart.yaml"), TinyWorkbench.STUDY);

            assertThat(plumbline("run", "--quiet")).isZero();
            assertThat(plumbline("run", "quickstart", "--quiet")).isZero();
            assertThat(plumbline("run", "studies/quickstart.yaml", "--quiet")).isZero();
            assertThat(plumbline("runs")).isZero();
            assertThat(shell.out().lines()).hasSize(3).allMatch(line -> line.contains("-quickstart"));
        }

        @Test
        void ofAStudyThatIsNotThereNamesThoseThatShip() throws IOException {
            Files.createDirectories(folder.resolve("studies"));
            Files.writeString(folder.resolve("studies/quickstart.yaml"), TinyWorkbench.STUDY);

            assertThat(plumbline("run", "quickstrat")).isEqualTo(ErrorCode.MISSING_FILE.exitStatus());
            assertThat(shell.err()).contains("quickstrat", "one of quickstart");
        }

        @Test
        void ofAMalformedStudyPointsAtItsLine() throws IOException {
            Files.writeString(folder.resolve("bad.yaml"), TinyWorkbench.STUDY.replace("count: 40", "conut: 40"));

            assertThat(plumbline("run", "bad.yaml", "--json")).isEqualTo(ErrorCode.BAD_STUDY.exitStatus());
            assertThat(shell.err()).contains("bad.yaml", "conut", "count");
            assertThat(shell.err().lines()).hasSize(1);
            assertThat(json().get("error").get("code").asString()).isEqualTo("BAD_STUDY");
            assertThat(folder.resolve("runs")).doesNotExist();
        }

        @Test
        void withASettingWithoutValueSaysHowToWriteIt() {
            assertThat(plumbline("run", "tiny.yaml", "--set", "count")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("path=value");
        }
    }

    @Nested
    class Stopping {
        @Test
        void leavesARunThatTheSameCommandGoesOnWith() throws IOException {
            tiny.beforeAverage(() -> shell.shell().cancellation().request());
            int stopped = plumbline("run", "tiny.yaml");
            String said = shell.err();
            tiny.beforeAverage(() -> {});
            int resumed = plumbline("run", "tiny.yaml", "--resume");

            assertThat(stopped).isEqualTo(130);
            assertThat(said).contains("plumbline run tiny.yaml --resume");
            assertThat(resumed).isZero();
            assertThat(plumbline("verify", onlyRun().toString())).isZero();
        }

        @Test
        void aFailedRunIsResumedByItsFolderToo() throws IOException {
            tiny.beforeAverage(() -> {
                throw new PlumblineException(ErrorCode.NOT_FINITE, "the loss became NaN");
            });
            assertThat(plumbline("run", "tiny.yaml")).isEqualTo(ErrorCode.NOT_FINITE.exitStatus());
            assertThat(plumbline("runs", "--json")).isZero();
            assertThat(json().get(0).get("state").asString()).isEqualTo("unfinished");
            tiny.beforeAverage(() -> {});

            assertThat(plumbline("run", onlyRun().toString(), "--resume")).isZero();
            assertThat(plumbline("runs", "--json")).isZero();
            assertThat(json().get(0).get("state").asString()).isEqualTo("finished");
        }

        @Test
        void aDefectIsReportedAsOneAndLosesNothing() throws IOException {
            tiny.beforeAverage(() -> {
                throw new IllegalStateException("oops");
            });

            assertThat(plumbline("run", "tiny.yaml")).isEqualTo(ExitStatus.DEFECT);
            assertThat(shell.err()).contains("a defect of Plumbline's own");
            assertThat(onlyRun().resolve("evidence.jsonl")).exists();
        }
    }

    @Nested
    class Explain {
        @Test
        void printsAStudyThatIsAStudyFileAgain() throws IOException {
            assertThat(plumbline("explain", "tiny.yaml", "--set", "seed=9")).isZero();
            assertThat(shell.out()).contains("seed: 9", "# How many numbers", "#  1. numbers", "to run");

            Files.writeString(folder.resolve("copy.yaml"), shell.out());
            assertThat(plumbline("explain", "copy.yaml", "--json")).isZero();
            assertThat(json().get("study").asString()).contains("seed: 9", "count: 40");
        }

        @Test
        void knowsWhatTheStoreHas() {
            plumbline("run", "tiny.yaml");

            assertThat(plumbline("explain", "tiny.yaml", "--json")).isZero();
            assertThat(json().get("plan")
                            .valueStream()
                            .map(step -> step.get("fate").asString()))
                    .containsExactly("from-store", "from-store");
            assertThat(plumbline("explain", "tiny.yaml", "--json", "--set", "count=3"))
                    .isZero();
            assertThat(json().get("plan")
                            .valueStream()
                            .map(step -> step.get("fate").asString()))
                    .containsExactly("to-run", "after-others");
        }
    }

    @Nested
    class Lists {
        @Test
        void ofStudiesNameWhatShips() throws IOException {
            assertThat(plumbline("studies")).isZero();
            assertThat(shell.out()).startsWith("no studies in ");
            Files.createDirectories(folder.resolve("studies"));
            Files.writeString(folder.resolve("studies/tiny.yaml"), TinyWorkbench.STUDY);

            assertThat(plumbline("studies")).isZero();
            assertThat(shell.out().strip()).isEqualTo("tiny              What is the mean?");
            assertThat(plumbline("studies", "--json")).isZero();
            assertThat(json().get(0).get("stages").valueStream().map(JsonNode::asString))
                    .containsExactly("numbers", "mean");
        }

        @Test
        void ofStudiesSayWhatOneNeedsBeforeItCanRun() throws IOException {
            Files.createDirectories(folder.resolve("studies"));
            Files.writeString(folder.resolve("studies/own.yaml"), TinyWorkbench.STUDY.replace("count: 40", "count: 0"));

            assertThat(plumbline("studies")).isZero();
            assertThat(shell.out()).startsWith("own ").contains("What is the mean?", "needs: ", "count must lie in");
        }

        @Test
        void ofRunsSayHowToMakeOneWhereThereIsNone() {
            assertThat(plumbline("runs")).isZero();
            assertThat(shell.out()).isEqualTo("no runs in runs; plumbline run makes one" + System.lineSeparator());
        }

        @Test
        void ofRunsShowTheFindingAndADamagedRunAsSuch() throws IOException {
            plumbline("run", "tiny.yaml");
            assertThat(plumbline("runs")).isZero();
            assertThat(shell.out()).contains("finished", "The mean is near a half.[31m");

            Files.writeString(onlyRun().resolve("evidence.jsonl"), "nonsense\n");
            assertThat(plumbline("runs")).isZero();
            assertThat(shell.out()).contains("damaged");
        }
    }

    @Nested
    class Verify {
        @Test
        void passesAnUntouchedRunByPathAndByName() throws IOException {
            plumbline("run", "tiny.yaml");

            assertThat(plumbline("verify", "runs/" + onlyRun().getFileName())).isZero();
            assertThat(shell.out()).contains("files are what the evidence says", "seal ");
            assertThat(plumbline("verify", String.valueOf(onlyRun().getFileName()), "--json"))
                    .isZero();
            assertThat(json().get("passed").asBoolean()).isTrue();
        }

        @Test
        void namesEveryFileThatWasTouched() throws IOException {
            plumbline("run", "tiny.yaml");
            Files.writeString(onlyRun().resolve("report.html"), "better");
            Files.writeString(onlyRun().resolve("extra.txt"), "more");

            assertThat(plumbline("verify", onlyRun().toString())).isEqualTo(ErrorCode.MISMATCH.exitStatus());
            assertThat(shell.err()).contains("/report.html: ", "/extra.txt: ", "does not verify");
            assertThat(plumbline("verify", onlyRun().toString(), "--json")).isEqualTo(ErrorCode.MISMATCH.exitStatus());
            assertThat(json().get("problems")).hasSize(2);
        }

        @Test
        void ofNoRunSaysWhereItLooked() {
            assertThat(plumbline("verify", "nowhere")).isEqualTo(ErrorCode.MISSING_FILE.exitStatus());
            assertThat(shell.err()).contains("nowhere", "plumbline runs lists");
        }
    }

    @Nested
    class Reproduce {
        @Test
        void findsTheSameFiguresToTheLastBit() throws IOException {
            plumbline("run", "tiny.yaml");
            String run = onlyRun().toString();

            assertThat(plumbline("reproduce", run)).isZero();
            assertThat(shell.out()).containsPattern("all \\d+ figures are the same to the last bit in runs/");
            assertThat(plumbline("reproduce", run, "--json", "--quiet")).isZero();
            assertThat(json().get("same").asBoolean()).isTrue();
        }

        @Test
        void namesEachFigureThatDiffersAndAReason() throws IOException {
            TinyWorkbench unsteady = new TinyWorkbench(false);
            plumbline(unsteady, "run", "tiny.yaml");
            unsteady.environment(Map.of("threads", "2"));

            assertThat(plumbline(unsteady, "reproduce", onlyRun().toString(), "--quiet"))
                    .isEqualTo(ErrorCode.MISMATCH.exitStatus());
            assertThat(shell.err())
                    .contains("mean of numbers: ")
                    .contains("the environment differs: threads: 1 before, 2 now")
                    .contains(" figures differ in runs/");
        }
    }

    @Nested
    class Report {
        @Test
        void printsEveryEstimateAndWhereThePageLies() throws IOException {
            plumbline("run", "tiny.yaml");

            assertThat(plumbline("report", String.valueOf(onlyRun().getFileName())))
                    .isZero();
            assertThat(shell.out())
                    .startsWith("What is the mean?")
                    .containsPattern("mean  numbers  0\\.\\d{4}  \\[0\\.\\d{4}, 0\\.\\d{4}]  n 40, 2 missing")
                    .contains("page  runs/");
        }

        @Test
        void writesThePageElsewhereButNotIntoTheSealedRun() throws IOException {
            plumbline("run", "tiny.yaml");
            String run = onlyRun().toString();

            assertThat(plumbline("report", run, "--out", "page.html")).isZero();
            assertThat(folder.resolve("page.html")).content().contains("What is the mean?");
            assertThat(plumbline("report", run, "--out", run + "/page.html"))
                    .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(plumbline("report", run, "--out", "no/such/folder/page.html"))
                    .isEqualTo(ErrorCode.STORAGE.exitStatus());
            assertThat(plumbline("verify", run)).isZero();
        }

        @Test
        void worksOnAnUnfinishedRunToo() throws IOException {
            tiny.beforeAverage(() -> shell.shell().cancellation().request());
            plumbline("run", "tiny.yaml");

            assertThat(plumbline("report", onlyRun().toString())).isZero();
            assertThat(shell.out()).contains("no page yet");
            assertThat(plumbline("report", onlyRun().toString(), "--out", "half.html"))
                    .isZero();
            assertThat(folder.resolve("half.html")).exists();
        }
    }

    @Test
    void theCodeOfTheProgramHasOneHash() {
        assertThat(List.of(CodeVersion.hash(), CodeVersion.hash()))
                .allMatch(hash -> hash.matches("[0-9a-f]{16}"))
                .containsOnly(CodeVersion.hash());
    }
}
