package dev.plumbline.train.data;

import static dev.plumbline.train.data.DataFiles.explicit;
import static dev.plumbline.train.data.DataFiles.lines;
import static dev.plumbline.train.data.DataFiles.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Seed;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Judged answers, judged steps, questions with answers, and how items are held out.
class JudgedAndStepwiseFilesTest {
    private static final String GOOD = "{\"prompt\": \"hi\", \"completion\": \"hello\", \"label\": true}";
    private static final String BAD =
            "{\"prompt\": [{\"role\": \"user\", \"content\": \"hi\"}], \"completion\": [{\"role\": \"assistant\","
                    + " \"content\": \"go\"}], \"label\": false}";

    @TempDir
    Path folder;

    @Nested
    class JudgedAnswers {
        @Test
        void areReadAsTextOrMessages() {
            JudgedData data = JudgedFile.read(lines(folder, GOOD, BAD));

            assertThat(data.format()).startsWith("unpaired");
            assertThat(data.answers())
                    .containsExactly(
                            new Located<>(1, new Judged(Conversation.ask("hi"), "hello", true)),
                            new Located<>(2, new Judged(Conversation.ask("hi"), "go", false)));
        }

        @Test
        void arePreferencesTakenApart() {
            JudgedData data = JudgedFile.read(lines(folder, explicit("hi", "hello", "go")));

            assertThat(data.format()).contains("explicit preferences, taken apart");
            assertThat(data.answers().stream().map(one -> one.value().answer())).containsExactly("hello", "go");
            assertThat(data.answers().stream().map(one -> one.value().good())).containsExactly(true, false);
        }

        @Test
        void mustBeOfBothKinds() {
            refuses(
                    () -> JudgedFile.read(lines(folder, GOOD, GOOD)),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl: 2 of 2 answers are labelled good; learning from single answers needs both kinds, so"
                            + " add some of the other");
        }

        @Test
        void mustHaveALabel() {
            refuses(
                    () -> JudgedFile.read(lines(folder, GOOD, "{\"prompt\": \"a\", \"completion\": \"b\"}")),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl line 2: \"label\" is missing; a judged answer needs \"prompt\", \"completion\" and"
                            + " \"label\", a preference \"chosen\" and \"rejected\" (found: prompt, completion)");
        }
    }

    @Nested
    class JudgedSteps {
        @Test
        void mayHaveHardSoftAndNoLabels() {
            SolutionData data = SolutionFile.read(
                    lines(
                            folder,
                            "{\"prompt\": \"p\", \"completions\": [\"a\", \"b\", \"c\", \"d\"],"
                                    + " \"labels\": [true, 0.25, null, false]}"),
                    1);

            assertThat(data.solutions())
                    .containsExactly(new Located<>(
                            1,
                            new Solution(
                                    Conversation.ask("p"),
                                    List.of(
                                            new Solution.Step("a", 1),
                                            new Solution.Step("b", .25),
                                            new Solution.Step("c", Double.NaN),
                                            new Solution.Step("d", 0)))));
            assertThat(data.solutions().getFirst().value().judged()).isEqualTo(3);
        }

        @Test
        void ofPrm800kFollowTheChosenLineAndJudgeEachAlternative() {
            String record =
                    "{\"question\": {\"problem\": \"p\", \"ground_truth_answer\": \"3\"}, \"label\": {\"steps\":"
                            + " [{\"completions\": [{\"text\": \"a\", \"rating\": 1}, {\"text\": \"a2\", \"rating\": -1}],"
                            + " \"human_completion\": null, \"chosen_completion\": 0},{\"completions\": [{\"text\": \"b\","
                            + " \"rating\": -1}], \"human_completion\": {\"text\": \"h\", \"rating\": null},"
                            + " \"chosen_completion\": null},{\"completions\": [{\"text\": \"c\", \"rating\": 0}],"
                            + " \"human_completion\": null, \"chosen_completion\": 0}], \"finish_reason\": \"solution\"}}";

            SolutionData data = SolutionFile.read(lines(folder, record), .5);

            assertThat(data.format()).isEqualTo("prm800k");
            assertThat(data.solutions().stream().map(one -> one.value().steps()))
                    .containsExactly(
                            List.of(new Solution.Step("a2", 0)),
                            List.of(new Solution.Step("a", Double.NaN), new Solution.Step("b", 0)),
                            List.of(
                                    new Solution.Step("a", 1),
                                    new Solution.Step("h", Double.NaN),
                                    new Solution.Step("c", .5)));
        }

        @Test
        void areRefusedWithTheirLineIfALabelIsNone() {
            refuses(
                    () -> SolutionFile.read(
                            lines(folder, "{\"prompt\": \"p\", \"completions\": [\"a\"], \"labels\": [2]}"), 1),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl line 1: \"labels\"[0] must be true, false, a number in [0, 1], or null where nobody"
                            + " judged; found 2");
        }

        @Test
        void areRefusedIfNobodyJudgedAny() {
            refuses(
                    () -> SolutionFile.read(
                            lines(folder, "{\"prompt\": \"p\", \"completions\": [\"a\"], \"labels\": [null]}"), 1),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl: nothing to learn from: none of 1 solutions has a judged step; give labels that are"
                            + " not null");
        }
    }

    @Test
    void questionsCarryWhatARightAnswerSays() {
        List<Located<Question>> questions = QuestionFile.read(
                lines(folder, "{\"prompt\": \"p\", \"n\": 12}", "{\"prompt\": \"q\", \"n\": \"x\"}"), "n");

        assertThat(questions.stream().map(one -> one.value().expected())).containsExactly("12", "x");
        refuses(
                () -> QuestionFile.read(lines(folder, "{\"prompt\": \"p\"}"), "n"),
                ErrorCode.BAD_DATA,
                "prefs.jsonl line 1: \"n\" is missing; answers are to be held against it, so each record needs it; name"
                        + " another field, or add it (found: prompt)");
    }

    @Nested
    class HeldOut {
        private final List<Integer> items = IntStream.range(0, 100).boxed().toList();

        private HeldOutSplit<Integer> split(double share, int most) {
            return HeldOutSplit.of(items, item -> "group " + item / 4, share, most, new Seed(1));
        }

        @Test
        void groupsStayTogetherAndNothingIsLost() {
            HeldOutSplit<Integer> split = split(.2, 1000);

            assertThat(split.heldOut()).hasSize(20);
            assertThat(split.train().stream().map(item -> item / 4))
                    .doesNotContainAnyElementsOf(
                            split.heldOut().stream().map(item -> item / 4).toList());
            assertThat(split.train().size() + split.heldOut().size()).isEqualTo(100);
        }

        @Test
        void noMoreThanTheLimitAndNoneIfNoneIsAsked() {
            assertThat(split(.9, 8).heldOut()).hasSize(8);
            assertThat(split(0, 8).heldOut()).isEmpty();
            assertThat(split(0, 8).train()).isEqualTo(items);
        }
    }
}
