package dev.plumbline.train.data;

import static dev.plumbline.train.data.DataFiles.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.Preference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PreferenceAuditTest {
    private static Preference pair(String prompt, String chosen, String rejected) {
        return new Preference(Conversation.ask(prompt), chosen, rejected);
    }

    private static PreferenceAudit audit(Preference... pairs) {
        return PreferenceAudit.of(PreferenceData.of("made up", List.of(pairs)));
    }

    @Test
    void countsRecordsPairsAndWhatIsLeftToLearnFrom() {
        PreferenceAudit audit = audit(pair("p", "a", "b"), pair("q", "same", "same"), pair("r", "", "b"));
        assertThat(audit.name()).isEqualTo("made up");
        assertThat(audit.format()).isEqualTo(PreferenceFormat.IN_MEMORY);
        assertThat(audit.records()).isEqualTo(3);
        assertThat(audit.pairs()).isEqualTo(3);
        assertThat(audit.usable()).isEqualTo(2);
        assertThat(audit.answers()).isEqualTo(new PreferenceAudit.Answers(3, List.of(2), 1, 0));
    }

    @Test
    void dataWithNothingToLearnFromIsRefused() {
        refuses(
                () -> audit(pair("q", "same", "same")),
                ErrorCode.BAD_DATA,
                "made up: nothing to learn from in 1 records (identical answers: 1); give pairs whose two answers differ "
                        + "and follow the same prompt");
    }

    @Nested
    class Repetition {
        @Test
        void exactDuplicatesAreGrouped() {
            Preference p = pair("p", "a", "b");
            Repeats repeats = audit(p, pair("q", "a", "b"), p, p).repeats();
            assertThat(repeats.duplicates()).containsExactly(List.of(1, 3, 4));
            assertThat(repeats.superfluous()).isEqualTo(2);
            assertThat(repeats.conflicts()).isEmpty();
        }

        @Test
        void aDifferentMarginIsStillADuplicate() {
            Preference weighted = new Preference(Conversation.ask("p"), "a", "b", 2);
            assertThat(audit(pair("p", "a", "b"), weighted).repeats().duplicates())
                    .containsExactly(List.of(1, 2));
        }

        @Test
        void oppositeLabelsOfTheSameAnswersConflict() {
            Repeats repeats = audit(pair("p", "a", "b"), pair("p", "b", "a"), pair("q", "b", "a"), pair("p", "a", "c"))
                    .repeats();
            assertThat(repeats.conflicts()).containsExactly(List.of(1, 2));
            assertThat(repeats.duplicates()).isEmpty();
        }

        @Test
        void repeatedPromptsAreListedMostRepeatedFirst() {
            Repeats repeats = audit(
                            pair("p", "a", "b"),
                            pair("q", "a", "b"),
                            pair("q", "a", "c"),
                            pair("q", "a", "d"),
                            pair("p", "a", "e"),
                            pair("r", "a", "b"))
                    .repeats();
            assertThat(repeats.prompts()).isEqualTo(3);
            assertThat(repeats.repeatedPrompts())
                    .containsExactly(
                            new Repeats.RepeatedPrompt(Conversation.ask("q"), List.of(2, 3, 4)),
                            new Repeats.RepeatedPrompt(Conversation.ask("p"), List.of(1, 5)));
        }

        @Test
        void nearDuplicatesDoNotDependOnWhichAnswerWasChosen() {
            String one = "one answer that is long enough to have a good many shingles in it for this test";
            String other = "the other answer which is long enough too and differs from the first in every word";
            PreferenceAudit audit = audit(pair("p", one, other), pair("p", other, one + " today"), pair("q", "a", "b"));
            assertThat(audit.nearPairs().groups()).containsExactly(List.of(1, 2));
            assertThat(audit.nearPairs().n()).isEqualTo(3);
            assertThat(audit.nearPrompts().groups()).isEmpty();
            assertThat(audit.nearPrompts().n()).isEqualTo(2);
        }
    }

    @Nested
    class Lengths {
        @Test
        void theShareOfLongerChosenAnswersLeavesOutEqualLengths() {
            LengthBias bias = audit(
                            pair("p", "long", "s"),
                            pair("q", "longer", "s"),
                            pair("r", "s", "long"),
                            pair("s", "a", "b"))
                    .length();
            assertThat(bias.longerChosen()).isEqualTo(2);
            assertThat(bias.shorterChosen()).isEqualTo(1);
            assertThat(bias.equal()).isEqualTo(1);
            assertThat(bias.difference()).isEqualTo(new Distribution(4, -3, -3, 0, 3, 5, 5, 1.25));
            // Wilson 2 of 3, worked by hand: (2 + z²/2 ± z sqrt(2/3 + z²/4)) / (3 + z²), z² = 3.8415
            assertThat(bias.share(0.95).value()).isCloseTo(2 / 3.0, within(1e-12));
            assertThat(bias.share(0.95).low()).isCloseTo(0.2077, within(1e-4));
            assertThat(bias.share(0.95).high()).isCloseTo(0.9385, within(1e-4));
            assertThat(bias.share(0.95).n()).isEqualTo(3);
        }

        @Test
        void whereAllLengthsAreEqualTheShareIsUndefined() {
            LengthBias bias = audit(pair("p", "a", "b")).length();
            refuses(() -> bias.share(0.95), ErrorCode.UNDEFINED, "undefined: no observations");
        }

        @Test
        void anEmojiIsOneCharacter() {
            assertThat(LengthBias.lengthDifference(pair("p", "😀😀", "abc"))).isEqualTo(-1);
        }

        @Test
        void promptsAreMeasuredWithAllTheirTurns() {
            Conversation prompt = Conversation.of(Message.user("hi"), Message.assistant("yes"), Message.user("so"));
            PreferenceAudit audit = audit(pair("1234", "a", "b"), new Preference(prompt, "a", "b"));
            assertThat(audit.promptTurns()).isEqualTo(Map.of(1, 1, 3, 1));
            assertThat(audit.promptLength().min()).isEqualTo(4);
            assertThat(audit.promptLength().max()).isEqualTo(9);
        }

        @Test
        void quantilesAreValuesThatOccur() {
            int[] values = new int[100];
            Arrays.setAll(values, i -> 100 - i);
            assertThat(Distribution.of(values)).isEqualTo(new Distribution(100, 1, 25, 50, 75, 95, 100, 50.5));
        }
    }

    @Nested
    class WordsOfAnswers {
        @Test
        void tellChosenFromRejectedByTheSignTest() {
            List<Preference> pairs = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                pairs.add(pair("p" + i, "sorry sorry both", i < 4 ? "both sorry" : "both Sure"));
            }
            WordTable table =
                    PreferenceAudit.of(PreferenceData.of("made up", pairs)).words();
            assertThat(table.pairs()).isEqualTo(16);
            assertThat(table.words()).isEqualTo(3);
            assertThat(table.uncounted()).isZero();
            assertThat(table.chosen()).containsExactly(new WordLift("sorry", 16, 4, 12, 0));
            assertThat(table.rejected()).containsExactly(new WordLift("sure", 0, 12, 0, 12));
            assertThat(table.chosen().getFirst().lift()).isCloseTo(16.5 / 4.5, within(1e-12));
            assertThat(table.chosen().getFirst().z()).isCloseTo(Math.sqrt(12), within(1e-12));
        }

        @Test
        void wordsThatTellFewPairsApartAreNotListed() {
            WordTable table = audit(pair("p", "rare", "b"), pair("q", "x", "c")).words();
            assertThat(table.chosen()).isEmpty();
            assertThat(table.words()).isEqualTo(4);
        }

        @Test
        void overlongWordsAreCountedApart() {
            assertThat(audit(pair("p", "x".repeat(65), "b")).words().uncounted())
                    .isEqualTo(1);
        }
    }
}
