package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The short commands, each a real training of a few steps from the small model that ships.
class TrainCommandTest {
    private static final String SMALL = "harbor:small";

    @TempDir
    private Path folder = Path.of("");

    private CapturedShell shell = new CapturedShell(Path.of(""));

    private int plumbline(String... arguments) {
        shell = new CapturedShell(folder);
        return shell.run(arguments);
    }

    private JsonNode summary() {
        return JsonMapper.shared()
                .readTree(shell.out().lines().reduce((a, b) -> b).orElseThrow());
    }

    private Path run() {
        return Path.of(summary().get("run").asString());
    }

    private String comparisons() throws IOException {
        Path file = folder.resolve("pairs [1].jsonl");
        Files.writeString(
                file,
                IntStream.range(0, 12)
                        .mapToObj(i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"chosen\": \"it is " + (i + 1)
                                + " .\", \"rejected\": \"it is 0 .\"}")
                        .collect(Collectors.joining("\n")));
        return String.valueOf(file.getFileName());
    }

    @Test
    void sftMakesAModelThatSpeaks() throws IOException {
        assertThat(plumbline(
                        "train", "sft", "--model", SMALL, "--steps", "2", "--batch", "4", "--rate", "0.001", "--set",
                        "count=8", "--seed", "3", "--json"))
                .as(shell.err())
                .isZero();

        Path run = run();
        assertThat(summary().get("stages").valueStream().map(s -> s.get("name").asString()))
                .containsExactly("base", "sft");
        assertThat(run.resolve("study.yaml"))
                .content()
                .contains("seed: 3", "kind: sft", "steps: 2", "batch: 4", "size: small");
        assertThat(run.resolve("evidence.jsonl"))
                .content()
                .contains("[\"plumbline\",\"train\",\"sft\",\"--model\",\"harbor:small\",\"--steps\",\"2\"")
                .doesNotContain("\"--json\"");
        assertThat(plumbline("verify", run.toString())).isZero();
        assertThat(plumbline("generate", "--model", run.resolve("models/sft").toString(), "--prompt", "hello"))
                .isZero();
    }

    @Test
    void theSameCommandTakesItsStagesFromTheStoreUnlessItIsToBeFresh() {
        String[] command = {"train", "sft", "--model", SMALL, "--steps", "1", "--batch", "2", "--set", "count=4"};
        plumbline(command);

        assertThat(plumbline(command)).isZero();
        assertThat(shell.out()).contains("2 from the store");
        assertThat(plumbline(
                        "train", "sft", "--model", SMALL, "--steps", "1", "--batch", "2", "--set", "count=4",
                        "--fresh"))
                .isZero();
        assertThat(shell.out()).doesNotContain("from the store");
    }

    @Test
    void dpoLearnsFromAFile() throws IOException {
        assertThat(plumbline(
                        "train",
                        "dpo",
                        "--model",
                        SMALL,
                        "--data",
                        comparisons(),
                        "--steps",
                        "2",
                        "--batch",
                        "4",
                        "--set",
                        "beta=0.3",
                        "--json"))
                .as(shell.err())
                .isZero();

        assertThat(run().resolve("study.yaml")).content().contains("beta: 0.3", "pairs [1].jsonl");
        assertThat(run().resolve("models/dpo/model.safetensors")).exists();
    }

    @Test
    void aRewardModelReportsItsHeldOutAccuracyAndDoesNotGenerate() throws IOException {
        assertThat(plumbline(
                        "train",
                        "reward-model",
                        "--model",
                        SMALL,
                        "--data",
                        comparisons(),
                        "--steps",
                        "2",
                        "--batch",
                        "4",
                        "--json"))
                .as(shell.err())
                .isZero();
        assertThat(summary()
                        .get("estimates")
                        .valueStream()
                        .map(e -> e.get("name").asString()))
                .anyMatch(name -> name.contains("accuracy"));

        Path model = run().resolve("models/reward-model");
        assertThat(plumbline("generate", "--model", model.toString(), "--prompt", "hello"))
                .isEqualTo(ErrorCode.BAD_CHECKPOINT.exitStatus());
        assertThat(shell.err()).contains("a reward model, which scores answers and writes none");
    }

    @Test
    void pretrainReadsAsManyRowsAsItsStepsNeed() {
        assertThat(plumbline(
                        "train",
                        "pretrain",
                        "--steps",
                        "3",
                        "--batch",
                        "2",
                        "--town",
                        "small",
                        "--set",
                        "layers=1",
                        "--set",
                        "width=16",
                        "--set",
                        "heads=2",
                        "--set",
                        "feed-forward=16",
                        "--json"))
                .as(shell.err())
                .isZero();

        assertThat(run().resolve("study.yaml")).content().contains("rows: 6", "batch: 2", "size: small");
        assertThat(run().resolve("models/pretrain/tokenizer.json")).exists();
    }

    @Test
    void evalAuditsAModel() {
        assertThat(plumbline(
                        "eval",
                        "harbor",
                        "--model",
                        SMALL,
                        "--set",
                        "per-family=8",
                        "--set",
                        "max-tokens=12",
                        "--json"))
                .as(shell.err())
                .isZero();

        assertThat(summary().get("estimates")).isNotEmpty();
        assertThat(summary()
                        .get("estimates")
                        .valueStream()
                        .map(e -> e.get("model").asString()))
                .containsOnly("base");
        assertThat(run().resolve("study.yaml")).content().contains("planted: [base]", "size: small");
        assertThat(run().resolve("report.html")).exists();
    }

    @Nested
    class Refuses {
        private void refused(ErrorCode code, String... arguments) {
            assertThat(plumbline(arguments)).as(shell.err()).isEqualTo(code.exitStatus());
            assertThat(shell.err().lines().filter(line -> line.startsWith("plumbline: ")))
                    .hasSize(1);
            assertThat(folder.resolve("runs")).doesNotExist();
        }

        @Test
        void aMethodThatDoesNotExist() {
            refused(ErrorCode.BAD_ARGUMENT, "train", "ppoo");
            assertThat(shell.err()).contains("there is no method \"ppoo\"", "pretrain, sft", "ppo, online-dpo");
        }

        @Test
        void aSuiteThatDoesNotExist() {
            refused(ErrorCode.BAD_ARGUMENT, "eval", "mmlu");
            assertThat(shell.err()).contains("there is no suite \"mmlu\"", "harbor");
        }

        @Test
        void comparisonsThatNobodyGave() {
            refused(ErrorCode.BAD_ARGUMENT, "train", "dpo");
            assertThat(shell.err()).contains("--data FILE");
        }

        @Test
        void aPretrainingWithoutALength() {
            refused(ErrorCode.BAD_ARGUMENT, "train", "pretrain");
            assertThat(shell.err()).contains("--steps N");
        }

        @Test
        void anOptionThatIsNoNumberNamingIt() {
            refused(ErrorCode.BAD_STUDY, "train", "sft", "--model", SMALL, "--rate", "fast");
            assertThat(shell.err()).contains("--rate fast", "number");
        }

        @Test
        void anOptionOutOfItsRangeNamingTheStage() {
            refused(ErrorCode.BAD_STUDY, "train", "sft", "--model", SMALL, "--steps", "0");
            assertThat(shell.err()).contains("steps must be 1 or more, not 0");
        }

        @Test
        void anAuditOfARewardModel() throws IOException {
            refused(ErrorCode.BAD_ARGUMENT, "train", "reward-model", "--data", comparisons(), "--audit");
            assertThat(shell.err()).contains("--audit");
        }
    }
}
