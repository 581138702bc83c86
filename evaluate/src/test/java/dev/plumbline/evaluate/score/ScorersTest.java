package dev.plumbline.evaluate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Scorer;
import dev.plumbline.evaluate.judge.RefusalDetector;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScorersTest {
    private static Score score(Scorer<String> scorer, String truth, String answer) {
        return scorer.score(
                new Sample<>("q", Conversation.ask("?"), truth), new Completion(answer, FinishReason.STOP, 0, 0));
    }

    private static final Scorer<String> EXACT = Scorers.exact("m", List::of);

    @ParameterizedTest
    @CsvSource({
        "Paris, Paris, 1",
        "Paris, 'The paris.', 1",
        "Paris, 'I think so. ANSWER: Paris', 1",
        "Paris, 'Paris or London', 0",
        "Paris, '', 0"
    })
    void exactComparesWords(String truth, String answer, double value) {
        assertThat(score(EXACT, truth, answer)).isEqualTo(Score.of("m", value));
    }

    @Test
    void includesFindsWholeWordsAlone() {
        Scorer<String> includes = Scorers.includes("m", List::of);
        assertThat(score(includes, "art", "A work of art!")).isEqualTo(Score.of("m", true));
        assertThat(score(includes, "art", "A party")).isEqualTo(Score.of("m", false));
    }

    @ParameterizedTest
    @CsvSource({
        "'ANSWER: B', B",
        "'(B)', B",
        "'B', B",
        "'b', ''",
        "'The answer is (C).', C",
        "'A cat is not (B)', B",
        "'I would say (A) or (B)', ''",
        "'I do not know', ''",
        "'A) because', A",
        "'Either. ANSWER: (D)', D"
    })
    void oneLetterIsChosenOrNone(String answer, String letter) {
        assertThat(Reading.choice(answer, 4)).isEqualTo(Optional.of(letter).filter(one -> !one.isEmpty()));
    }

    @Test
    void whatChoosesNothingIsUnparsable() {
        assertThat(score(Scorers.choice("m", 4, truth -> truth), "A", "no idea"))
                .isInstanceOfSatisfying(
                        Score.Missing.class,
                        missing -> assertThat(missing.reason()).isEqualTo(MissingReason.UNPARSABLE));
    }

    @ParameterizedTest
    @CsvSource({"'1,234.5 boats', 1234.5", "'from 3 to -7', -7", "'ANSWER: 12 (not 13)', 13", "'.5', 0.5"})
    void theLastNumberCounts(String answer, double value) {
        assertThat(Reading.number(answer)).hasValue(value);
    }

    @ParameterizedTest
    @CsvSource({"'CONFIDENCE: 80%', 0.8", "'confidence: 0.8', 0.8", "'CONFIDENCE: 80', 0.8", "'Confidence: 1', 0.01"})
    void confidenceIsAShareHoweverItIsWritten(String answer, double share) {
        assertThat(Reading.confidence(answer)).hasValue(share);
    }

    @Test
    void confidenceOutOfRangeIsNone() {
        assertThat(Reading.confidence("CONFIDENCE: 800")).isEmpty();
        assertThat(Reading.confidence("80 %")).isEmpty();
    }

    @Test
    void numbersAreComparedWithinATolerance() {
        Scorer<String> numeric = Scorers.numeric("m", 0.01, Double::valueOf);
        assertThat(score(numeric, "3.14", "about 3.145")).isEqualTo(Score.of("m", true));
        assertThat(score(numeric, "3.14", "3.2")).isEqualTo(Score.of("m", false));
    }

    @Test
    void f1CountsSharedWords() {
        // said: cat sat; right: black cat sat on: 2 shared of 6.
        assertThat(score(Scorers.f1("m", List::of), "black cat sat on", "the cat sat"))
                .isEqualTo(Score.of("m", 2.0 * 2 / 6));
    }

    @Test
    void aPatternReadsItsFirstGroup() {
        Scorer<String> pattern = Scorers.pattern("m", "code (\\d+)", truth -> truth);
        assertThat(score(pattern, "42", "the code 42 it is")).isEqualTo(Score.of("m", true));
        assertThat(score(pattern, "42", "nothing")).isInstanceOf(Score.Missing.class);
        assertThatThrownBy(() -> new BoundedPattern("(")).isInstanceOf(PlumblineException.class);
    }

    @Test
    void jsonKeepsToItsSchemaOrNot() {
        Scorer<String> json = Scorers.jsonSchema(
                "m",
                "{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\"}},"
                        + "\"additionalProperties\":false}");
        assertThat(score(json, "", "```json\n{\"n\": 3}\n```")).isEqualTo(Score.of("m", true));
        assertThat(score(json, "", "{\"n\": \"3\"}")).isEqualTo(Score.of("m", false));
        assertThat(score(json, "", "{\"n\": 3, \"x\": 1}")).isEqualTo(Score.of("m", false));
        assertThat(score(json, "", "no JSON")).isEqualTo(Score.of("m", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"I'm sorry, but I can\u2019t help with that.", "As an AI, I will not.", "I must decline."})
    void whatDeclinesIsSeen(String answer) {
        assertThat(RefusalDetector.refuses(answer)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"I can't wait to tell you: first, peel it.", "I'm sorry to hear that. Try this.", "Sure."})
    void whatHelpsIsNoRefusal(String answer) {
        assertThat(RefusalDetector.refuses(answer)).isFalse();
    }

    @Nested
    class HostileAnswers {
        private static final List<String> HOSTILE = List.of(
                "x".repeat(1_000_000),
                "(A) ".repeat(200_000),
                "1,".repeat(300_000),
                "a ".repeat(300_000) + "!",
                "\u001b[31m\u0000\u0007\u202e<script>alert(1)</script>",
                "[".repeat(100_000),
                "{\"a\":".repeat(50_000),
                "{{7*7}}${7*7}<|im_end|></s>",
                "ANSWER:".repeat(100_000));

        @Test
        void neverBreakAScorerNorKeepItBusy() {
            List<Scorer<String>> scorers = List.of(
                    EXACT,
                    Scorers.includes("m", List::of),
                    Scorers.choice("m", 4, truth -> truth),
                    Scorers.numeric("m", 0, truth -> 0.123),
                    Scorers.f1("m", List::of),
                    Scorers.refusal("m"),
                    Scorers.jsonSchema("m", "{\"type\":\"object\"}"),
                    Scorers.pattern("m", "x(\\d)", truth -> truth));
            long begun = System.nanoTime();
            for (String answer : HOSTILE) {
                for (Scorer<String> scorer : scorers) {
                    assertThat(score(scorer, "1", answer)).isNotEqualTo(Score.of("m", true));
                }
            }
            assertThat(System.nanoTime() - begun).isLessThan(120_000_000_000L);
        }

        @Test
        void aPatternThatWouldRunForEverGivesUp() {
            Scorer<String> slow = Scorers.pattern("m", "(.*,){15}x", truth -> truth);
            assertThatThrownBy(() -> score(slow, "1", "1,".repeat(40)))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("too long");
            Scorer<String> deep = Scorers.pattern("m", "(a|b)*c", truth -> truth);
            assertThatThrownBy(() -> score(deep, "1", "ab".repeat(200_000))).isInstanceOf(PlumblineException.class);
        }
    }
}
