package dev.plumbline.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Conversation;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.report.TranscriptRanking.Focus;
import dev.plumbline.study.report.TranscriptRanking.Question;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TranscriptRankingTest {
    private static SampleRecord sample(String model, String task, String id, Map<String, Double> scores) {
        return new SampleRecord(model, task, id, Conversation.ask("q " + id), "a", scores, Map.of());
    }

    private static List<String> ids(List<Question> questions) {
        return questions.stream().map(Question::id).toList();
    }

    private static List<SampleRecord> pair(String task, String id, String score, double left, double right) {
        return List.of(sample("left", task, id, Map.of(score, left)), sample("right", task, id, Map.of(score, right)));
    }

    private static List<SampleRecord> all(List<List<SampleRecord>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    @Test
    void questionsOnWhichModelsDifferComeFirstAndTheOthersNotAtAll() {
        List<SampleRecord> samples = all(
                List.of(pair("t", "same", "s", 1, 1), pair("t", "half", "s", 0, 0.5), pair("t", "whole", "s", 0, 1)));

        assertThat(ids(TranscriptRanking.choose(samples, Focus.NONE, 12))).containsExactly("whole", "half");
    }

    @Test
    void tasksTakeTurnsFromTheWeightiestOn() {
        List<SampleRecord> samples = all(List.of(
                pair("a", "a1", "s", 0, 0.5),
                pair("a", "a2", "s", 0, 0.4),
                pair("b", "b1", "s", 0, 1),
                pair("b", "b2", "s", 0, 0.9),
                pair("b", "b3", "s", 0, 0.8)));

        assertThat(ids(TranscriptRanking.choose(samples, Focus.NONE, 4))).containsExactly("b1", "a1", "b2", "a2");
    }

    @Test
    void theChoiceDoesNotDependOnTheOrderOfTheSamples() {
        List<SampleRecord> samples = new ArrayList<>(SamplePages.samples());
        List<String> first = ids(TranscriptRanking.choose(samples, Focus.NONE, 12));
        Collections.shuffle(samples, new Random(5));

        assertThat(ids(TranscriptRanking.choose(samples, Focus.NONE, 12)))
                .isEqualTo(first)
                .hasSize(12);
    }

    @Test
    void aScoreOfWideRangeDoesNotDrownTheOthers() {
        List<SampleRecord> samples = List.of(
                sample("left", "t", "long", Map.of("flag", 0.0, "length", 20.0)),
                sample("right", "t", "long", Map.of("flag", 0.0, "length", 90.0)),
                sample("left", "t", "flips", Map.of("flag", 0.0, "length", 0.0)),
                sample("right", "t", "flips", Map.of("flag", 1.0, "length", 100.0)));

        List<Question> chosen = TranscriptRanking.choose(samples, Focus.NONE, 2);

        assertThat(ids(chosen)).containsExactly("flips", "long");
        assertThat(chosen.getFirst().spread()).containsEntry("flag", 1.0).containsEntry("length", 1.0);
        assertThat(chosen.getLast().differing()).containsExactly("length");
    }

    @Test
    void whatTheMainFindingComparesWeighsMost() {
        List<SampleRecord> samples =
                all(List.of(pair("a", "other", "length", 0, 1), pair("b", "main", "flattery", 0, 1)));

        assertThat(ids(TranscriptRanking.choose(samples, new Focus("flattery", "left", "right"), 2)))
                .containsExactly("main", "other");
        assertThat(ids(TranscriptRanking.choose(samples, new Focus("flattery", "left", "third"), 2)))
                .containsExactly("other", "main");
    }

    @Test
    void scoresThatAreNotNumbersAreLeftOut() {
        List<SampleRecord> samples = pair("t", "1", "s", Double.NaN, Double.POSITIVE_INFINITY);

        assertThat(TranscriptRanking.choose(samples, Focus.NONE, 2))
                .singleElement()
                .satisfies(q -> {
                    assertThat(q.discordant()).isFalse();
                    assertThat(q.spread()).isEmpty();
                });
    }

    @Test
    void oneModelAloneIsShownTaskByTask() {
        List<SampleRecord> samples = List.of(
                sample("only", "a", "1", Map.of("s", 0.0)),
                sample("only", "a", "2", Map.of("s", 1.0)),
                sample("only", "b", "3", Map.of("s", 1.0)));

        assertThat(ids(TranscriptRanking.choose(samples, Focus.NONE, 2))).containsExactly("1", "3");
    }

    @Test
    void ofManyAnswersBothEndsAreShown() {
        List<SampleRecord> samples = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            samples.add(sample("m" + i, "t", "1", Map.of("s", (double) i)));
        }
        Question question = TranscriptRanking.choose(samples, Focus.NONE, 1).getFirst();

        assertThat(TranscriptRanking.ends(question, 6))
                .extracting(SampleRecord::model)
                .containsExactly("m0", "m1", "m2", "m37", "m38", "m39");
    }

    @Test
    void noSamplesMakeNoQuestions() {
        assertThat(TranscriptRanking.choose(List.of(), Focus.NONE, 12)).isEmpty();
    }
}
