package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.study.Option;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageKind;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.report.RunPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareCommandTest {
    private static final String STUDY = """
            title: How many are right?
            seed: 7
            stages:
              - name: questions
                kind: ask
                right: 60
            """;

    @TempDir
    private Path folder = Path.of("");

    private final Workbench workbench = new Workbench(
            List.of(new StageKind<>("ask", AskOptions.class, "Asks a hundred questions.", CompareCommandTest::ask)),
            RunPage::html,
            study -> Map.of("threads", "1"),
            () -> Map.of("cpu", "made up"));

    record AskOptions(
            @Option(doc = "How many answers are right.", range = "[0, 100]", defaultValue = "50")
            int right) implements StageOptions {
        @Override
        public List<String> inputs() {
            return List.of();
        }
    }

    private static StageResult ask(StageContext context, AskOptions options) {
        List<SampleRecord> samples = IntStream.range(0, 100)
                .mapToObj(i -> new SampleRecord(
                        "model",
                        "facts",
                        "q" + i,
                        Conversation.ask("Question " + i),
                        "\u001b[31manswer",
                        Map.of("correct", i < options.right() ? 1.0 : 0.0),
                        Map.of("half", i % 2 == 0 ? "even" : "odd")))
                .toList();
        return new StageResult(List.of(), List.of(), List.of(), List.of(), samples, List.of());
    }

    private List<String> runs = List.of();

    @BeforeEach
    void runTheStudyTwice() throws IOException {
        Files.writeString(folder.resolve("s.yaml"), STUDY);
        new CapturedShell(folder).run(workbench, "run", "s.yaml");
        new CapturedShell(folder).run(workbench, "run", "s.yaml", "--set", "right=30");
        try (var all = Files.list(folder.resolve("runs"))) {
            runs = all.map(run -> String.valueOf(run.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .sorted((a, b) -> a.length() == b.length() ? a.compareTo(b) : a.length() - b.length())
                    .toList();
        }
        assertThat(runs).hasSize(2);
    }

    @Nested
    class TwoRuns {
        @Test
        void areComparedSampleBySample() {
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run(workbench, "compare", runs.get(0), runs.get(1)))
                    .isZero();
            assertThat(shell.out())
                    .contains("-0.300 [")
                    .contains("lower")
                    .contains("half = even")
                    .contains("study.stages.questions.right: 60 -> 30")
                    .doesNotContain("\u001b");
        }

        @Test
        void giveTheirFiguresToAMachine() {
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run(workbench, "compare", runs.get(0), runs.get(1), "--json"))
                    .isZero();
            JsonNode measure = new JsonMapper().readTree(shell.out()).at("/comparisons/0/measures/0");
            assertThat(measure.path("discordant_count").intValue()).isEqualTo(30);
            assertThat(measure.path("verdict").asString()).isEqualTo("lower");
        }

        @Test
        void failABuildWhoseGateDoesNotHold() throws IOException {
            Files.writeString(
                    folder.resolve("gates.yaml"), "gates:\n  - measure: correct\n    difference-above: -0.1\n");
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run(
                            workbench,
                            "compare",
                            runs.get(0),
                            runs.get(1) + "/models/model",
                            "--gate",
                            "gates.yaml",
                            "--junit",
                            "j.xml",
                            "--sarif",
                            "s.sarif",
                            "--markdown",
                            "m.md"))
                    .isEqualTo(ExitStatus.GATE_FAILED);
            assertThat(shell.err()).contains("a gate of gates.yaml does not hold");
            assertThat(folder.resolve("j.xml")).content().contains("failures=\"1\"");
            assertThat(folder.resolve("s.sarif")).content().contains("\"error\"");
            assertThat(folder.resolve("m.md")).content().startsWith("## A gate failed");
        }
    }

    @Nested
    class OneRun {
        @Test
        void hasNothingToBeComparedWith() {
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run(workbench, "compare", runs.getFirst())).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("name a second");
        }

        @Test
        void canBeHeldAgainstAGate() throws IOException {
            Files.writeString(folder.resolve("gates.yaml"), "gates: [{measure: correct, above: 0.4}]");
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run(workbench, "compare", runs.getFirst(), "--gate", "gates.yaml"))
                    .isZero();
            assertThat(shell.out()).startsWith("held    correct above 0.4");
        }

        @Test
        void ofAnUnknownModelHasNoSamples() {
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run(workbench, "compare", runs.get(0), runs.get(1) + "/models/other"))
                    .isEqualTo(ErrorCode.BAD_DATA.exitStatus());
            assertThat(shell.err()).contains("no samples of a model \"other\"");
        }
    }

    @Nested
    class Power {
        @Test
        void aDifferenceOfThreePointsTakesAboutTwoThousandPairsAtTheUsualAgreement() {
            CapturedShell shell = new CapturedShell(folder);
            assertThat(shell.run("power", "--json")).isZero();
            JsonNode answers = new JsonMapper().readTree(shell.out());
            // (1.95996 + 0.84162)^2 * 2 * 0.515 * 0.485 * 0.5 / 0.03^2
            assertThat(answers.path("same questions, correlation 0.5").intValue())
                    .isEqualTo(2179);
            assertThat(answers.path("other questions, of each").intValue()).isBetween(4_300, 4_400);
        }

        @Test
        void samplesShowWhatTheyWouldTake() {
            CapturedShell shell = new CapturedShell(folder);
            assertThat(shell.run("power", "--samples", "2179")).isZero();
            assertThat(shell.out()).containsPattern("same questions, correlation 0.5 +0\\.030");
        }

        @Test
        void ratesThatCannotBeAreRefused() {
            CapturedShell shell = new CapturedShell(folder);
            assertThat(shell.run("power", "--rate", "0.99")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("exceed 1 together");
        }
    }

    @Nested
    class AJudge {
        @Test
        void isMeasuredOnAFileOfLabels() throws IOException {
            Files.writeString(
                    folder.resolve("l.csv"),
                    "text,label\nI'm sorry but I can't help with that.,yes\nSure: do this.,no\nOf course!,no\n");
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run("judge-check", "refusal", "--labels", "l.csv", "--json"))
                    .isZero();
            JsonNode first = new JsonMapper().readTree(shell.out()).at("/figures/0");
            assertThat(first.path("name").asString()).isEqualTo("sensitivity");
            assertThat(first.path("value").doubleValue()).isEqualTo(1);
            assertThat(first.path("n").intValue()).isEqualTo(1);
        }

        @Test
        void givesTheCountsThatAnEvaluationTakes() throws IOException {
            Files.writeString(
                    folder.resolve("l.csv"),
                    "text,label\nI'm sorry but I can't help with that.,yes\nSure: do this.,no\nOf course!,no\n");
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run("judge-check", "refusal", "--labels", "l.csv")).isZero();
            assertThat(shell.out()).contains("--set scorer-error=\"1/1 2/2\"");
        }

        @Test
        void thatNobodyKnowsIsAnError() throws IOException {
            Files.writeString(folder.resolve("l.csv"), "text,label\na,yes\nb,no\n");
            CapturedShell shell = new CapturedShell(folder);

            assertThat(shell.run("judge-check", "wise", "--labels", "l.csv"))
                    .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
            assertThat(shell.err()).contains("there is no judge \"wise\"");
        }
    }
}
