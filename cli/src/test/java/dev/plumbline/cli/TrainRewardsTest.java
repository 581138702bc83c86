package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where rewards may come from, and what becomes of rewards that cannot be learned from.
class TrainRewardsTest {
    @TempDir
    private Path folder = Path.of("");

    private MethodTrainings cli = new MethodTrainings(Path.of(""));

    @BeforeEach
    void data() throws IOException {
        cli = new MethodTrainings(folder).withData();
    }

    /// The run of a reward model that learned a little.
    private Path rewardModel(String seed) {
        return cli.train(
                "reward-model",
                "--model",
                MethodTrainings.SMALL,
                "--data",
                "pairs.jsonl",
                "--steps",
                "2",
                "--batch",
                "4",
                "--seed",
                seed);
    }

    @Nested
    class ARewardMayComeFrom {
        @Test
        void aModel() {
            Path run = rewardModel("1");

            cli.train(
                    "ppo",
                    "--model",
                    MethodTrainings.SMALL,
                    "--reward",
                    run.resolve("models/reward-model").toString(),
                    "--steps",
                    "1",
                    "--batch",
                    "2",
                    "--set",
                    "stages.ppo.reward.normalised=true",
                    "--set",
                    "value-from=reward-model",
                    "--set",
                    "stages.ppo.prompts.count=4");

            assertThat(cli.summary()
                            .get("stages")
                            .valueStream()
                            .map(stage -> stage.get("name").asString()))
                    .containsExactly("base", "reward", "ppo");
        }

        @Test
        void aRuleWithValuesFromAHeadOnThePolicy() {
            Path run = cli.train(
                    "ppo", MethodTrainings.onSums("--reward", "exact", "--lora", "2", "--set", "value-from=head"));

            assertThat(run.resolve("models/ppo/README.md"))
                    .content()
                    .contains("with a value head on the policy", "| value-loss |", "| `value-weight` | 0.1 |");
        }

        /// Two models of one kind, of which the harsher counts, less what length earns.
        @Test
        void severalModelsAndNotFromLength() throws IOException {
            List<String> words =
                    new ArrayList<>(List.of("--model", MethodTrainings.SMALL, "--steps", "2", "--batch", "4"));
            for (String seed : List.of("1", "2")) {
                Path run = rewardModel(seed);
                words.addAll(
                        List.of("--reward", run.resolve("models/reward-model").toString()));
            }
            for (String setting : List.of(
                    "reward.ensemble.combination=worst-case",
                    "reward.control.length=true",
                    "reward.control.style={names: \"it is\"}",
                    "prompts.count=12",
                    "group=2",
                    "saving.share-prompts=true",
                    "saving.head-rows=16",
                    "correction.kind=truncate")) {
                words.addAll(List.of("--set", "stages.grpo." + setting));
            }

            Path run = cli.train("grpo", words.toArray(String[]::new));

            assertThat(run.resolve("models/grpo/README.md"))
                    .content()
                    .contains(
                            "| reward-model-2 | checkpoint |",
                            "| reward-distance |",
                            "| corrected |",
                            "| `reward.ensemble.combination` | worst-case |",
                            "| `saving.share-prompts` | true |");
        }

        @Test
        void ensemblesOfReadyRulesAreRefused() {
            assertThat(cli.failure(ErrorCode.BAD_ARGUMENT, "train", "grpo", "--reward", "harbor", "--reward", "exact"))
                    .contains("only reward models make an ensemble");
        }

        @Test
        void aFieldOfTheData() {
            cli.train(
                    "grpo",
                    MethodTrainings.onSums("--reward", "contains", "--set", "stages.grpo.reward.extract=(\\d+)"));

            assertThat(cli.summary()
                            .get("stages")
                            .valueStream()
                            .map(stage -> stage.get("name").asString()))
                    .containsExactly("base", "grpo");
        }

        @Test
        void aCommandThatSpeaksJsonLines() throws IOException {
            Files.writeString(
                    folder.resolve("score.sh"), "while read -r line; do echo \"{\\\"reward\\\": ${#line}}\"; done\n");

            Path run = cli.train(
                    "grpo", MethodTrainings.onSums("--reward-command", "sh \"" + folder.resolve("score.sh") + "\""));

            assertThat(run.resolve("models/grpo/model.safetensors")).exists();
        }
    }

    @Nested
    class ACommandIsRefusedThat {
        private String rewarded(String script) throws IOException {
            Files.writeString(folder.resolve("score.sh"), script);
            return cli.failureOnSums(
                    ErrorCode.ENDPOINT,
                    "grpo",
                    "--reward-command",
                    "sh " + folder.resolve("score.sh"),
                    "--set",
                    "stages.grpo.reward.limit=2");
        }

        @Test
        void fails() throws IOException {
            assertThat(rewarded("echo broken >&2; exit 3\n")).contains("status 3", "broken");
        }

        @Test
        void hangs() throws IOException {
            assertThat(rewarded("sleep 60\n")).contains("has not ended within 2 s", "reward.limit");
        }

        @Test
        void saysNaN() throws IOException {
            assertThat(rewarded("while read -r line; do echo NaN; done\n")).contains("line 1", "is not JSON", "null");
        }

        @Test
        void saysTooLittle() throws IOException {
            assertThat(rewarded("cat > /dev/null; echo 1\n")).contains("wrote 1 lines for 16 answers", "one for each");
        }

        @Test
        void saysTooMuch() throws IOException {
            assertThat(rewarded("while read -r line; do echo 1; done; echo 1\n"))
                    .contains("wrote 17 lines for 16 answers");
        }

        @Test
        void cannotBeStarted() {
            assertThat(cli.failureOnSums(ErrorCode.ENDPOINT, "grpo", "--reward-command", "no-such-program"))
                    .contains("cannot be started", "give a program");
        }
    }

    @Test
    void rewardsThatAreAllEqualTeachNothingAndSaySo() throws IOException {
        Files.writeString(folder.resolve("score.sh"), "while read -r line; do echo 1; done\n");
        Path run = cli.train("grpo", MethodTrainings.onSums("--reward-command", "sh " + folder.resolve("score.sh")));

        assertThat(Files.mismatch(
                        run.resolve("models/grpo/model.safetensors"), run.resolve("models/base/model.safetensors")))
                .isEqualTo(-1);
        assertThat(run.resolve("models/grpo/README.md")).content().contains("flat-groups", "| flat-groups | 1.000 |");
    }

    @Test
    void aTrainingThatGoesWrongSaysSoWhileItRunsAndOnItsCard() throws IOException {
        Files.writeString(folder.resolve("score.sh"), "while read -r line; do echo 1; done\n");
        String[] words = ("train grpo --json --data sums.jsonl --steps 7 --batch 2 --model " + MethodTrainings.SMALL
                        + " --set group=2 --set stages.grpo.optimiser.checkpoint-every=1 --reward-command")
                .split(" ");
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = "sh " + folder.resolve("score.sh");

        assertThat(cli.plumbline(all)).as(cli.err()).isZero();

        String warning = "step 5, ties: the share of groups whose answers all have one reward is 1";
        assertThat(cli.err()).containsOnlyOnce("warning: " + warning);
        Path run = Path.of(cli.summary().get("run").asString());
        assertThat(run.resolve("models/grpo/README.md")).content().contains("Alarm at " + warning, "| repetition |");
    }
}
