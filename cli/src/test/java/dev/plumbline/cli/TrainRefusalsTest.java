package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.study.stages.Recipe;
import dev.plumbline.study.stages.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Data and settings that cannot be learned from are refused in one line; odd ones that can be are not.
class TrainRefusalsTest {
    @TempDir
    private Path folder = Path.of("");

    private MethodTrainings cli = new MethodTrainings(Path.of(""));

    @BeforeEach
    void data() throws IOException {
        cli = new MethodTrainings(folder).withData();
    }

    private String refused(ErrorCode code, String line) {
        return cli.failure(code, line.split(" "));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dpo",
                "ipo",
                "sppo",
                "aot",
                "kto",
                "bco",
                "orpo",
                "cpo",
                "simpo",
                "alphapo",
                "online-dpo",
                "nash-md"
            })
    void aBetaOfZero(String method) {
        String feedback =
                Recipes.named(method).needs() == Recipe.Needs.REWARD ? "--reward harbor" : "--data pairs.jsonl";

        assertThat(refused(ErrorCode.BAD_STUDY, "train " + method + " " + feedback + " --set beta=0"))
                .contains("beta must be above 0, not 0");
    }

    @Test
    void labelsOfOneKind() throws IOException {
        cli.write("judged.jsonl", i -> "{\"prompt\": \"hello\", \"completion\": \"hi " + i + "\", \"label\": true}");

        assertThat(refused(ErrorCode.BAD_DATA, "train kto --model harbor:small --data judged.jsonl -q"))
                .contains("judged.jsonl: 12 of 12 answers are labelled good", "needs both kinds");
    }

    @Test
    void aLabelThatIsNoLabel() throws IOException {
        cli.write(
                "judged.jsonl", i -> "{\"prompt\": \"hello\", \"completion\": \"hi " + i + "\", \"label\": " + i + "}");

        assertThat(refused(ErrorCode.BAD_DATA, "train kto --model harbor:small --data judged.jsonl -q"))
                .contains("judged.jsonl line 1", "\"label\" must be true or false, not a number");
    }

    @Test
    void aStepWithoutALabel() throws IOException {
        cli.write(
                "solutions.jsonl", i -> "{\"prompt\": \"hello\", \"completions\": [\"a\", \"b\"], \"labels\": [true]}");

        assertThat(refused(ErrorCode.BAD_DATA, "train prm --model harbor:small --data solutions.jsonl -q"))
                .contains("solutions.jsonl line 1", "2 steps and \"labels\" 1");
    }

    @Test
    void promptsThatFillTheContext() throws IOException {
        cli.write("sums.jsonl", i -> "{\"prompt\": \"" + "what is 1 ? ".repeat(200) + i + "\", \"answer\": 1}");

        assertThat(refused(ErrorCode.BAD_DATA, "train grpo --model harbor:small --data sums.jsonl --reward exact -q"))
                .contains("none of 12 prompts leaves room for an answer of 32 tokens");
    }

    @Test
    void aReferenceWithAnotherVocabulary() throws IOException {
        Path other = cli.train(
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

        String reference = other.resolve("models/reward-model").toString();
        for (String method : List.of("dpo", "kto", "grpo", "ppo", "online-dpo")) {
            List<String> words = new ArrayList<>(List.of("train", method, "-q", "--reference", reference));
            words.addAll(MethodTrainings.words(method));
            assertThat(cli.failure(ErrorCode.BAD_CHECKPOINT, words.toArray(String[]::new)))
                    .contains("the reference \"reference\" has a vocabulary of", "the same tokenizer");
        }
    }

    /// As many words, two of which have changed places.
    @Test
    void aReferenceThatNumbersItsWordsOtherwise() throws IOException {
        Path run = cli.train("dpo", MethodTrainings.words("dpo").toArray(String[]::new));
        Path other = folder.resolve("other");
        try (Stream<Path> files = Files.list(run.resolve("models/base").toRealPath())) {
            Files.createDirectory(other);
            for (Path file : files.toList()) {
                Files.copy(file, other.resolve(file.getFileName()));
            }
        }
        Path tokenizer = other.resolve("tokenizer.json");
        String words = Files.readString(tokenizer);
        String swapped = words.replace("\"plus\"", "\"\u0000\"")
                .replace("\"minus\"", "\"plus\"")
                .replace("\u0000", "minus");
        assertThat(swapped).isNotEqualTo(words);
        Files.writeString(tokenizer, swapped);

        List<String> all = new ArrayList<>(List.of("train", "kto", "-q", "--reference", other.toString()));
        all.addAll(MethodTrainings.words("kto"));
        assertThat(cli.failure(ErrorCode.BAD_CHECKPOINT, all.toArray(String[]::new)))
                .contains("has another vocabulary", "there and", "the same tokenizer")
                .containsAnyOf("\"plus\" there", "\"minus\" there");
    }

    @Test
    void tooFewPromptsToHoldAnyOut() throws IOException {
        cli.write("pairs.jsonl", i -> "{\"prompt\": \"hello\", \"chosen\": \"hi " + i + "\", \"rejected\": \"no\"}");

        assertThat(refused(ErrorCode.BAD_DATA, "train dpo --model harbor:small --data pairs.jsonl --held-out 0.2 -q"))
                .contains("12 items of 1 different prompts are too few to hold any out", "set held-out to 0");
    }

    @Test
    void onePromptWithTwoRightAnswers() throws IOException {
        cli.write("sums.jsonl", i -> "{\"prompt\": \"hello\", \"answer\": " + i + "}");

        assertThat(refused(ErrorCode.BAD_DATA, "train grpo --model harbor:small --data sums.jsonl --reward exact -q"))
                .contains("sums.jsonl line 2: the same prompt as line 1 with another \"answer\"");
    }

    @Test
    void anEmptyCompletionIsAnAnswerThatEndsAtOnce() throws IOException {
        cli.write(
                "judged.jsonl",
                i -> "{\"prompt\": \"hello\", \"completion\": \"" + (i % 2 == 0 ? "" : "hi") + "\", \"label\": "
                        + (i % 2 == 0) + "}");

        Path run = cli.train(
                "kto", "--model", MethodTrainings.SMALL, "--data", "judged.jsonl", "--steps", "1", "--batch", "4");

        assertThat(run.resolve("models/kto/README.md")).content().contains("Learned from 6 good and 6 bad answers");
    }

    /// Pairs lose the oldest tokens of such a prompt and are learned from; elsewhere a record is left out, which ends
    /// the
    /// training only if none is left.
    @Nested
    class APromptLongerThanTheContext {
        private static final String LONG = "what is 1 ? ".repeat(200);

        private String card(String method, String... more) throws IOException {
            Path run = cli.train(
                    method,
                    Stream.concat(
                                    Stream.of(more),
                                    Stream.of("--model", MethodTrainings.SMALL, "--steps", "1", "--batch", "2"))
                            .toArray(String[]::new));
            return Files.readString(
                    run.resolve("models/" + Recipes.named(method).stage() + "/README.md"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"dpo", "simpo", "reward-model"})
        void isCutAtItsBeginningWherePairsAreLearned(String method) throws IOException {
            cli.write(
                    "pairs.jsonl",
                    i -> "{\"prompt\": \"" + (i < 6 ? LONG : "") + "what is " + i
                            + " plus 1 ?\", \"chosen\": \"it is 1 .\", \"rejected\": \"it is 0 .\"}");

            assertThat(card(method, "--data", "pairs.jsonl"))
                    .containsPattern("[0-9]+ .*prompts?.*(shortened|oldest|cut)");
        }

        @Test
        void isLeftOutAndCountedWhereSingleAnswersAreJudged() throws IOException {
            cli.write(
                    "judged.jsonl",
                    i -> "{\"prompt\": \"" + (i < 4 ? LONG : "") + "what is " + i
                            + " ?\", \"completion\": \"it is 1 .\", \"label\": " + (i % 2 == 0) + "}");

            assertThat(card("kto", "--data", "judged.jsonl"))
                    .contains("4 answers were left out", "the model's context");
        }

        @Test
        void isLeftOutAndCountedInDemonstrationsAndSolutions() throws IOException {
            cli.write(
                    "demonstrations.jsonl",
                    i -> "{\"prompt\": \"" + (i < 4 ? LONG : "") + "what is " + i
                            + " ?\", \"completion\": \"it is 1 .\"}");
            cli.write(
                    "solutions.jsonl",
                    i -> "{\"prompt\": \"" + (i < 4 ? LONG : "") + "what is " + i
                            + " ?\", \"completions\": [\"it is 1\"], \"labels\": [true]}");

            assertThat(card("sft", "--data", "demonstrations.jsonl"))
                    .contains("4 demonstrations did not fit the model's context");
            assertThat(card("prm", "--data", "solutions.jsonl"))
                    .contains("4 solutions did not fit the model's context");
        }

        @ParameterizedTest
        @ValueSource(strings = {"sft", "kto", "prm"})
        void endsATrainingOfNothingElse(String method) throws IOException {
            cli.write(
                    "long.jsonl",
                    i -> "{\"prompt\": \"" + LONG + i + "\", \"completion\": \"it is 1 .\", \"label\": " + (i % 2 == 0)
                            + (method.equals("prm") ? ", \"completions\": [\"it is 1\"], \"labels\": [true]" : "")
                            + "}");

            assertThat(cli.failure(
                            ErrorCode.BAD_DATA,
                            ("train " + method + " -q --data long.jsonl --model " + MethodTrainings.SMALL).split(" ")))
                    .contains("long.jsonl", "context");
        }
    }

    @Test
    void aSavingThatTheMethodWouldPassOver() {
        assertThat(refused(ErrorCode.BAD_STUDY, "train simpo --data pairs.jsonl --set saving.tokens=64"))
                .contains("only sft, dpo and unpaired go by a budget of tokens");
        assertThat(refused(ErrorCode.BAD_STUDY, "train ppo --reward harbor --set saving.share-prompts=true"))
                .contains("only group-policy learns from several answers to one prompt");
        assertThat(refused(ErrorCode.BAD_STUDY, "train reward-model --data pairs.jsonl --set saving.recompute=true"))
                .contains("saving");
    }
}
