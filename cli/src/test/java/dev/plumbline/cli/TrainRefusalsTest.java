package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void aBetaOfZero() {
        for (String method : List.of("dpo", "kto", "orpo")) {
            assertThat(refused(ErrorCode.BAD_STUDY, "train " + method + " --data pairs.jsonl --set beta=0"))
                    .contains("beta must be above 0, not 0");
        }
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
                "judged.jsonl",
                i -> "{\"prompt\": \"hello\", \"completion\": \"hi " + i + "\", \"label\": " + i + "}");

        assertThat(refused(ErrorCode.BAD_DATA, "train kto --model harbor:small --data judged.jsonl -q"))
                .contains("judged.jsonl line 1", "\"label\" must be true or false, not a number");
    }

    @Test
    void aStepWithoutALabel() throws IOException {
        cli.write(
                "solutions.jsonl",
                i -> "{\"prompt\": \"hello\", \"completions\": [\"a\", \"b\"], \"labels\": [true]}");

        assertThat(refused(ErrorCode.BAD_DATA, "train prm --model harbor:small --data solutions.jsonl -q"))
                .contains("solutions.jsonl line 1", "2 steps and \"labels\" 1");
    }

    @Test
    void promptsThatFillTheContext() throws IOException {
        cli.write("sums.jsonl", i -> "{\"prompt\": \"" + "what is 1 ? ".repeat(200) + i + "\", \"answer\": 1}");

        assertThat(refused(
                        ErrorCode.BAD_DATA, "train grpo --model harbor:small --data sums.jsonl --reward exact -q"))
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

        assertThat(cli.failure(
                        ErrorCode.BAD_CHECKPOINT,
                        "train",
                        "dpo",
                        "--model",
                        MethodTrainings.SMALL,
                        "--data",
                        "pairs.jsonl",
                        "-q",
                        "--reference",
                        other.resolve("models/reward-model").toString()))
                .contains("the reference \"reference\" has a vocabulary of", "the same tokenizer");
    }

    @Test
    void tooFewPromptsToHoldAnyOut() throws IOException {
        cli.write("pairs.jsonl", i -> "{\"prompt\": \"hello\", \"chosen\": \"hi " + i + "\", \"rejected\": \"no\"}");

        assertThat(refused(
                        ErrorCode.BAD_DATA, "train dpo --model harbor:small --data pairs.jsonl --held-out 0.2 -q"))
                .contains("12 items of 1 different prompts are too few to hold any out", "set held-out to 0");
    }

    @Test
    void onePromptWithTwoRightAnswers() throws IOException {
        cli.write("sums.jsonl", i -> "{\"prompt\": \"hello\", \"answer\": " + i + "}");

        assertThat(refused(
                        ErrorCode.BAD_DATA, "train grpo --model harbor:small --data sums.jsonl --reward exact -q"))
                .contains("sums.jsonl line 2: the same prompt as line 1 with another \"answer\"");
    }

    @Test
    void anEmptyCompletionIsAnAnswerThatEndsAtOnce() throws IOException {
        cli.write(
                "judged.jsonl",
                i -> "{\"prompt\": \"hello\", \"completion\": \"" + (i % 2 == 0 ? "" : "hi") + "\", \"label\": "
                        + (i % 2 == 0) + "}");

        Path run = cli.train("kto", "--model", MethodTrainings.SMALL, "--data", "judged.jsonl", "--steps", "1", "--batch", "4");

        assertThat(run.resolve("models/kto/README.md")).content().contains("Learned from 6 good and 6 bad answers");
    }
}
