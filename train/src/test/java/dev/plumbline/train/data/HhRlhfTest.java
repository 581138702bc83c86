package dev.plumbline.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Role;
import dev.plumbline.core.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A real file: hh-rlhf's harmless-base test set (Bai et al. 2022). The expected numbers were worked out by a
/// second program that shares nothing with this one: its own transcript parser, all near-duplicates by comparing
/// every pair, and the logistic regression by another method of descent.
class HhRlhfTest {
    private static final Path FILE = Path.of("..", "..", "shared", "data", "hh-rlhf", "harmless-base-test.jsonl.gz");

    private static PreferenceData data = PreferenceData.of("not read", List.of());

    @BeforeAll
    static void read() {
        assumeTrue(
                Files.exists(FILE),
                "skipped: no file at " + FILE.toAbsolutePath().normalize());
        data = PreferenceFile.read(FILE);
    }

    private static Preference line(int line) {
        return data.pairs().get(line - 1).value();
    }

    @Nested
    class Reading {
        @Test
        void everyRecordIsATranscriptThatYieldsAPair() {
            assertThat(data.format()).isEqualTo(PreferenceFormat.TRANSCRIPT);
            assertThat(data.pairs()).hasSize(2312);
            assertThat(data.skipped()).isEmpty();
            assertThat(data.identical()).isEmpty();
            assertThat(data.trainable()).hasSize(2312);
        }

        @Test
        void everyPromptEndsWithTheHumanAndNoSideHasMarkersLeftBesideThoseJoined() {
            assertThat(data.pairs())
                    .allMatch(p -> p.value().prompt().messages().getLast().role() == Role.USER);
            assertThat(data.pairs())
                    .filteredOn(p -> (p.value().chosen() + p.value().rejected()).contains("\n\nAssistant:"))
                    .extracting(Located::line)
                    .containsExactly(1255, 1689, 1951, 1953, 2037);
            assertThat(data.repairs()).isEqualTo(Map.of(Repair.TURNS_JOINED, 5));
        }

        @Test
        void messyRecordsAreUnderstood() {
            assertThat(line(926).prompt()).isEqualTo(Conversation.ask("list of profane bad words"));
            assertThat(line(926).chosen()).isEmpty();
            assertThat(line(926).rejected()).isEqualTo("Ok");
            assertThat(line(30).prompt().messages()).anyMatch(m -> m.content().startsWith("Human: "));
            assertThat(line(1953).chosen()).contains("the key:\n\nAssistant: O.k. let");
        }
    }

    @Nested
    class Audit {
        @Test
        void countsAgreeWithThoseOfAnotherProgram() {
            PreferenceAudit audit = PreferenceAudit.of(data);
            assertThat(audit.answers()).isEqualTo(new PreferenceAudit.Answers(2312, List.of(), 4, 0));
            assertThat(audit.repeats().duplicates()).isEmpty();
            assertThat(audit.repeats().conflicts()).isEmpty();
            assertThat(audit.repeats().prompts()).isEqualTo(2310);
            assertThat(audit.repeats().repeatedPrompts())
                    .extracting(Repeats.RepeatedPrompt::lines)
                    .containsExactly(List.of(251, 1484), List.of(1263, 1453));
            assertThat(audit.length().longerChosen()).isEqualTo(1025);
            assertThat(audit.length().shorterChosen()).isEqualTo(1276);
            assertThat(audit.length().equal()).isEqualTo(11);
            assertThat(audit.length().difference().mean()).isCloseTo(-99489 / 2312.0, within(1e-9));
            assertThat(audit.promptLength().mean()).isCloseTo(434.90873702422147, within(1e-9));
            assertThat(audit.promptTurns())
                    .containsEntry(1, 662)
                    .containsEntry(3, 583)
                    .containsEntry(5, 589)
                    .containsEntry(7, 354)
                    .containsEntry(35, 1)
                    .hasSize(17);
            assertThat(audit.words().chosen().getFirst()).isEqualTo(new WordLift("sorry", 193, 88, 174, 69));
            assertThat(audit.words().rejected().getFirst()).isEqualTo(new WordLift("or", 387, 536, 268, 417));
        }

        @Test
        void nearDuplicatesAreThoseOfComparingEveryPair() {
            PreferenceAudit audit = PreferenceAudit.of(data);
            assertThat(audit.nearPairs().n()).isEqualTo(2312);
            assertThat(audit.nearPairs().groups()).containsExactly(List.of(238, 2292));
            assertThat(audit.nearPrompts().n()).isEqualTo(2309);
            assertThat(audit.nearPrompts().groups())
                    .containsExactly(
                            List.of(229, 1161),
                            List.of(273, 362),
                            List.of(540, 1930),
                            List.of(608, 746),
                            List.of(677, 1708),
                            List.of(714, 2257),
                            List.of(1795, 2298));
        }
    }

    @Nested
    class Predicting {
        @Test
        void theBaselinesReachWhatAnotherProgramReachedOnTheSameSplit() {
            Seed seed = new Seed(1);
            PreferenceSplit split = PreferenceSplit.of(data.trainable(), 0.2, seed);
            assertThat(split.groups()).isEqualTo(2177);
            assertThat(split.heldOut()).hasSize(462);
            WordBaseline words = WordBaseline.fit(split.train(), seed);
            assertThat(words.l2()).isEqualTo(0.03);
            assertThat(words.weights()).hasSize(4203);
            PairScores scores = PairScores.of(words, split.heldOut());
            assertThat(scores.accuracy(0.95).value()).isCloseTo(270 / 462.0, within(1e-12));
            assertThat(scores.logLoss()).isCloseTo(0.66122, within(1e-4));
            LengthBaseline length = LengthBaseline.fit(split.train());
            assertThat(length.name()).isEqualTo("length only (shorter is better)");
            assertThat(PairScores.of(length, split.heldOut()).accuracy(0.95).value())
                    .isCloseTo(257 / 462.0, within(1e-12));
        }
    }
}
