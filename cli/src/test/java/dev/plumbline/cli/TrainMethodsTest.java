package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.study.stages.Recipe;
import dev.plumbline.study.stages.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every method by its name, each a real training of an update or two from the small model that ships.
class TrainMethodsTest {
    private static final String SMALL = "harbor:small";

    @TempDir
    private Path folder = Path.of("");

    private CapturedShell shell = new CapturedShell(Path.of(""));

    @BeforeEach
    void data() throws IOException {
        write(
                "pairs.jsonl",
                i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"chosen\": \"it is " + (i + 1)
                        + " .\", \"rejected\": \"it is 0 .\"}");
        write(
                "judged.jsonl",
                i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"completion\": \"it is " + i + " .\", \"label\": "
                        + (i % 2 == 0) + "}");
        write("sums.jsonl", i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"answer\": " + (i + 1) + "}");
        write(
                "solutions.jsonl",
                i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"completions\": [\"it is " + i + "\", \"it is "
                        + (i + 1) + "\"], \"labels\": [" + (i % 2 == 0) + ", 0.5]}");
    }

    private void write(String name, java.util.function.IntFunction<String> line) throws IOException {
        Files.writeString(
                folder.resolve(name), IntStream.range(0, 12).mapToObj(line).collect(Collectors.joining("\n")));
    }

    private int plumbline(String... arguments) {
        shell = new CapturedShell(folder);
        return shell.run(arguments);
    }

    /// Trains the small model; gives the run.
    private Path train(String method, String... more) {
        String[] all = Stream.concat(Stream.of("train", method, "-q", "--json"), Arrays.stream(more))
                .toArray(String[]::new);
        assertThat(plumbline(all)).as(shell.err()).isZero();
        return Path.of(summary().get("run").asString());
    }

    private JsonNode summary() {
        return JsonMapper.shared()
                .readTree(shell.out().lines().reduce((a, b) -> b).orElseThrow());
    }

    private List<String> estimates() {
        return summary()
                .get("estimates")
                .valueStream()
                .map(estimate -> estimate.get("name").asString())
                .toList();
    }

    private double estimate(String name) {
        return summary()
                .get("estimates")
                .valueStream()
                .filter(estimate -> estimate.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow()
                .get("value")
                .asDouble();
    }

    private String failure(ErrorCode code, String... arguments) {
        assertThat(plumbline(arguments)).as(shell.err()).isEqualTo(code.exitStatus());
        List<String> said = shell.err()
                .lines()
                .filter(line -> line.startsWith("plumbline: "))
                .toList();
        assertThat(said).hasSize(1);
        assertThat(shell.err()).doesNotContain("\tat ", "Exception");
        return said.getFirst();
    }

    static List<String> methods() {
        return Recipes.all().stream()
                .map(Recipe::name)
                .filter(name -> !name.equals("pretrain"))
                .toList();
    }

    private static List<String> words(String name) {
        Recipe recipe = Recipes.named(name);
        List<String> words = new ArrayList<>(List.of("--model", SMALL, "--steps", "1"));
        switch (recipe.needs()) {
            case NOTHING -> throw new IllegalArgumentException(name);
            case DEMONSTRATIONS -> words.addAll(List.of("--batch", "2", "--set", "count=4"));
            case COMPARISONS -> words.addAll(List.of("--batch", "2", "--data", "pairs.jsonl"));
            case JUDGEMENTS -> words.addAll(List.of("--batch", "4", "--data", "judged.jsonl"));
            case SOLUTIONS -> words.addAll(List.of("--batch", "2", "--data", "solutions.jsonl"));
            case TEACHER -> words.addAll(List.of("--teacher", SMALL, "--batch", "2", "--set", "count=4"));
            case REWARD -> {
                words.addAll(List.of("--reward", "harbor", "--set", "stages." + recipe.stage() + ".prompts.count=4"));
                words.addAll(
                        recipe.kind().equals("best-of-n")
                                ? List.of("--batch", "2", "--set", "answers=2", "--set", "least=0")
                                : List.of("--batch", "2"));
            }
        }
        return words;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void standsForAWholeConfigurationThatHoldsItsSettings(String method) {
        String[] words = Stream.concat(Stream.of("train", method, "--explain"), words(method).stream())
                .toArray(String[]::new);

        assertThat(plumbline(words)).as(shell.err()).isZero();

        Recipe recipe = Recipes.named(method);
        assertThat(shell.out()).contains("kind: " + recipe.kind(), "# " + method + ": ");
        recipe.settings().forEach((path, value) -> {
            String last = path.substring(path.lastIndexOf('.') + 1);
            assertThat(shell.out()).contains(last + ": ");
        });
    }

    /// One of each kind is trained below with something held out; these are further ways through the trainers.
    @ParameterizedTest
    @ValueSource(strings = {"orm", "mpo", "tr-dpo", "wpo", "remax", "nash-md"})
    void trainsAModelThatComesWithACard(String method) {
        Path run = train(method, words(method).toArray(String[]::new));

        Path model = run.resolve("models").resolve(Recipes.named(method).stage());
        assertThat(model.resolve("model.safetensors")).exists();
        assertThat(model.resolve("README.md"))
                .content()
                .contains("# " + Recipes.named(method).stage(), "## Options", "| model | checkpoint |", "| seed | ");
    }

    @Test
    void theMethodsAreListedAndEachSaysAllThatItStandsFor() {
        assertThat(plumbline("train", "list")).isZero();
        assertThat(shell.out().lines()).hasSize(Recipes.all().size());
        assertThat(shell.out()).contains("dr-grpo", "arXiv 2503.20783");

        assertThat(plumbline("train", "dr-grpo", "--reward", "harbor", "--explain"))
                .isZero();
        assertThat(shell.out())
                .contains("baseline: centred", "aggregation: constant-length", "clip-high: 0.2", "max-tokens: 32");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Nested
    class WhileItLearns {
        @Test
        void heldOutFiguresAreMeasuredAndTheBestAndTheLastAreKept() throws IOException {
            write(
                    "noise.jsonl",
                    i -> "{\"prompt\": \"what is " + i + " plus 1 ?\", \"chosen\": \"it is " + i * i
                            + " .\", \"rejected\": \"it is " + (12 - i) + " .\"}");
            Path run = train(
                    "dpo",
                    "--model",
                    SMALL,
                    "--data",
                    "noise.jsonl",
                    "--steps",
                    "6",
                    "--batch",
                    "4",
                    "--rate",
                    "0.02",
                    "--held-out",
                    "0.3",
                    "--eval-every",
                    "2",
                    "--keep",
                    "best",
                    "--set",
                    "evaluation.kl-prompts=4");

            assertThat(estimates()).contains("held-out loss", "held-out accuracy", "KL spent");
            assertThat(estimate("KL spent")).isGreaterThan(.01);
            summary()
                    .get("estimates")
                    .forEach(estimate -> assertThat(estimate.get("low").asDouble())
                            .isLessThanOrEqualTo(estimate.get("high").asDouble()));
            assertThat(run.resolve("models/dpo/README.md"))
                    .content()
                    .contains(
                            "held-out-loss",
                            "| preferences | noise.jsonl |",
                            "95 % interval",
                            "was reached after step");
            try (Stream<Path> files = Files.walk(run)) {
                assertThat(files.filter(file -> file.endsWith("last/model.safetensors")))
                        .hasSize(1);
            }
        }

        @Test
        void anAdapterAloneIsTrainedAndComesWithTheModelThatHoldsIt() throws IOException {
            Path run = train(
                    "dpo",
                    "--model",
                    SMALL,
                    "--data",
                    "pairs.jsonl",
                    "--steps",
                    "2",
                    "--batch",
                    "4",
                    "--lora",
                    "2",
                    "--rate",
                    "0.01",
                    "--held-out",
                    "0.3",
                    "--set",
                    "evaluation.kl-prompts=4");

            // The reference is the model without the adapter, not a second view of the model with it.
            assertThat(estimate("KL spent")).isNotZero();
            try (Stream<Path> files = Files.walk(run)) {
                assertThat(files.filter(file -> file.endsWith("adapter/adapter_model.safetensors")))
                        .hasSize(1);
            }
            assertThat(plumbline(
                            "generate", "--model", run.resolve("models/dpo").toString(), "--prompt", "hello"))
                    .as(shell.err())
                    .isZero();
        }

        @ParameterizedTest
        @MethodSource("dev.plumbline.cli.TrainMethodsTest#measured")
        void everyKindMeasuresWhatItHoldsOut(String method, String figure) {
            List<String> words = new ArrayList<>(words(method));
            words.addAll(List.of("--held-out", "0.5"));

            train(method, words.toArray(String[]::new));

            assertThat(estimates()).contains("held-out " + figure);
        }
    }

    static List<Object[]> measured() {
        return List.of(
                new Object[] {"sft", "loss"},
                new Object[] {"kto", "separation"},
                new Object[] {"simpo", "accuracy"},
                new Object[] {"prm", "accuracy"},
                new Object[] {"gkd", "divergence"},
                new Object[] {"dapo", "reward"},
                new Object[] {"online-dpo", "length"},
                new Object[] {"ppo", "kl"},
                new Object[] {"best-of-n", "finished"});
    }

    @Nested
    class ARewardMayComeFrom {
        @Test
        void aModel() {
            Path run = train("reward-model", "--model", SMALL, "--data", "pairs.jsonl", "--steps", "2", "--batch", "4");

            train(
                    "ppo",
                    "--model",
                    SMALL,
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

            assertThat(summary()
                            .get("stages")
                            .valueStream()
                            .map(stage -> stage.get("name").asString()))
                    .containsExactly("base", "reward", "ppo");
        }

        @Test
        void aFieldOfTheData() {
            train(
                    "grpo",
                    "--model",
                    SMALL,
                    "--data",
                    "sums.jsonl",
                    "--reward",
                    "contains",
                    "--steps",
                    "1",
                    "--batch",
                    "2",
                    "--set",
                    "stages.grpo.reward.extract=(\\d+)");

            assertThat(summary()
                            .get("stages")
                            .valueStream()
                            .map(stage -> stage.get("name").asString()))
                    .containsExactly("base", "grpo");
        }

        @Test
        void aCommandThatSpeaksJsonLines() throws IOException {
            Files.writeString(
                    folder.resolve("score.sh"), "while read -r line; do echo \"{\\\"reward\\\": ${#line}}\"; done\n");

            Path run = train(
                    "grpo",
                    "--model",
                    SMALL,
                    "--data",
                    "sums.jsonl",
                    "--steps",
                    "1",
                    "--batch",
                    "2",
                    "--reward-command",
                    "sh \"" + folder.resolve("score.sh") + "\"");

            assertThat(run.resolve("models/grpo/model.safetensors")).exists();
        }
    }

    @Nested
    class ACommandIsRefusedThat {
        private String rewarded(String script) throws IOException {
            Files.writeString(folder.resolve("score.sh"), script);
            return failure(
                    ErrorCode.ENDPOINT,
                    "train",
                    "grpo",
                    "--model",
                    SMALL,
                    "--data",
                    "sums.jsonl",
                    "--steps",
                    "1",
                    "--batch",
                    "2",
                    "-q",
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
            assertThat(failure(
                            ErrorCode.ENDPOINT,
                            "train",
                            "grpo",
                            "--model",
                            SMALL,
                            "--data",
                            "sums.jsonl",
                            "--steps",
                            "1",
                            "-q",
                            "--reward-command",
                            "no-such-program"))
                    .contains("cannot be started", "give a program");
        }
    }

    @Nested
    class Refuses {
        private String refused(ErrorCode code, String line) {
            return failure(code, line.split(" "));
        }

        @Test
        void rewardsThatNobodyGave() {
            assertThat(refused(ErrorCode.BAD_ARGUMENT, "train grpo")).contains("--reward MODEL", "--reward-command");
        }

        @Test
        void aTeacherThatNobodyNamed() {
            assertThat(refused(ErrorCode.BAD_ARGUMENT, "train gkd")).contains("--teacher MODEL");
        }

        @Test
        void aRewardForAMethodThatKnowsNone() {
            assertThat(refused(ErrorCode.BAD_ARGUMENT, "train dpo --data pairs.jsonl --reward exact"))
                    .contains("--reward: dpo learns without rewards");
        }

        @Test
        void aBetaOfZero() {
            for (String method : List.of("dpo", "kto", "orpo")) {
                assertThat(refused(ErrorCode.BAD_STUDY, "train " + method + " --data pairs.jsonl --set beta=0"))
                        .contains("beta must be above 0, not 0");
            }
        }

        @Test
        void labelsOfOneKind() throws IOException {
            write("judged.jsonl", i -> "{\"prompt\": \"hello\", \"completion\": \"hi " + i + "\", \"label\": true}");

            assertThat(refused(ErrorCode.BAD_DATA, "train kto --model harbor:small --data judged.jsonl -q"))
                    .contains("judged.jsonl: 12 of 12 answers are labelled good", "needs both kinds");
        }

        @Test
        void aLabelThatIsNoLabel() throws IOException {
            write(
                    "judged.jsonl",
                    i -> "{\"prompt\": \"hello\", \"completion\": \"hi " + i + "\", \"label\": " + i + "}");

            assertThat(refused(ErrorCode.BAD_DATA, "train kto --model harbor:small --data judged.jsonl -q"))
                    .contains("judged.jsonl line 1", "\"label\" must be true or false, not a number");
        }

        @Test
        void aStepWithoutALabel() throws IOException {
            write(
                    "solutions.jsonl",
                    i -> "{\"prompt\": \"hello\", \"completions\": [\"a\", \"b\"], \"labels\": [true]}");

            assertThat(refused(ErrorCode.BAD_DATA, "train prm --model harbor:small --data solutions.jsonl -q"))
                    .contains("solutions.jsonl line 1", "2 steps and \"labels\" 1");
        }

        @Test
        void promptsThatFillTheContext() throws IOException {
            write("sums.jsonl", i -> "{\"prompt\": \"" + "what is 1 ? ".repeat(200) + i + "\", \"answer\": 1}");

            assertThat(refused(
                            ErrorCode.BAD_DATA, "train grpo --model harbor:small --data sums.jsonl --reward exact -q"))
                    .contains("none of 12 prompts leaves room for an answer of 32 tokens");
        }

        @Test
        void aReferenceWithAnotherVocabulary() throws IOException {
            Path other = train(
                    "reward-model",
                    "--data",
                    "pairs.jsonl",
                    "--steps",
                    "1",
                    "--batch",
                    "2",
                    "--set",
                    "fresh.width=12",
                    "--set",
                    "fresh.layers=1",
                    "--set",
                    "fresh.heads=2",
                    "--set",
                    "fresh.feed-forward=8",
                    "--set",
                    "fresh.language-steps=1",
                    "--set",
                    "fresh.vocabulary=300");

            assertThat(failure(
                            ErrorCode.BAD_CHECKPOINT,
                            "train",
                            "dpo",
                            "--model",
                            SMALL,
                            "--data",
                            "pairs.jsonl",
                            "-q",
                            "--reference",
                            other.resolve("models/reward-model").toString()))
                    .contains("the reference \"reference\" has a vocabulary of", "the same tokenizer");
        }

        @Test
        void tooFewPromptsToHoldAnyOut() throws IOException {
            write("pairs.jsonl", i -> "{\"prompt\": \"hello\", \"chosen\": \"hi " + i + "\", \"rejected\": \"no\"}");

            assertThat(refused(
                            ErrorCode.BAD_DATA, "train dpo --model harbor:small --data pairs.jsonl --held-out 0.2 -q"))
                    .contains("12 items of 1 different prompts are too few to hold any out", "set held-out to 0");
        }

        @Test
        void onePromptWithTwoRightAnswers() throws IOException {
            write("sums.jsonl", i -> "{\"prompt\": \"hello\", \"answer\": " + i + "}");

            assertThat(refused(
                            ErrorCode.BAD_DATA, "train grpo --model harbor:small --data sums.jsonl --reward exact -q"))
                    .contains("sums.jsonl line 2: the same prompt as line 1 with another \"answer\"");
        }
    }

    @Test
    void rewardsThatAreAllEqualTeachNothingAndSaySo() throws IOException {
        Files.writeString(folder.resolve("score.sh"), "while read -r line; do echo 1; done\n");
        Path run = train(
                "grpo",
                "--model",
                SMALL,
                "--data",
                "sums.jsonl",
                "--steps",
                "1",
                "--batch",
                "2",
                "--reward-command",
                "sh " + folder.resolve("score.sh"));

        assertThat(Files.mismatch(
                        run.resolve("models/grpo/model.safetensors"), run.resolve("models/base/model.safetensors")))
                .isEqualTo(-1);
        assertThat(run.resolve("models/grpo/README.md")).content().contains("flat-groups", "| flat-groups | 1.000 |");
    }

    @Test
    void anEmptyCompletionIsAnAnswerThatEndsAtOnce() throws IOException {
        write(
                "judged.jsonl",
                i -> "{\"prompt\": \"hello\", \"completion\": \"" + (i % 2 == 0 ? "" : "hi") + "\", \"label\": "
                        + (i % 2 == 0) + "}");

        Path run = train("kto", "--model", SMALL, "--data", "judged.jsonl", "--steps", "1", "--batch", "4");

        assertThat(run.resolve("models/kto/README.md")).content().contains("Learned from 6 good and 6 bad answers");
    }
}
