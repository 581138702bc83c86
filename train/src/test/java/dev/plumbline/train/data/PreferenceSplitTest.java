package dev.plumbline.train.data;

import static dev.plumbline.train.data.DataFiles.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PreferenceSplitTest {
    private static final Seed SEED = new Seed(11);

    private static Located<Preference> pair(int line, String prompt) {
        return new Located<>(line, new Preference(Conversation.ask(prompt), "a" + line, "b" + line));
    }

    /// Data whose prompts repeat, with groups of 1 to `largest` pairs scattered over the lines.
    private static List<Located<Preference>> random(RandomGenerator random, int largest) {
        int prompts = 2 + random.nextInt(60);
        List<Integer> which = new ArrayList<>();
        for (int prompt = 0; prompt < prompts; prompt++) {
            which.addAll(Collections.nCopies(1 + random.nextInt(largest), prompt));
        }
        Collections.shuffle(which, new Random(random.nextLong()));
        return IntStream.range(0, which.size())
                .mapToObj(i -> pair(i + 1, "prompt " + which.get(i)))
                .toList();
    }

    private static Set<String> keys(List<Located<Preference>> pairs, PromptGroup by) {
        return pairs.stream().map(p -> by.of(p.value())).collect(Collectors.toSet());
    }

    private static Set<Integer> lines(List<Located<Preference>> pairs) {
        return pairs.stream().map(Located::line).collect(Collectors.toSet());
    }

    @Nested
    class ForAnyData {
        private final RandomGenerator random = new Seed(1).generator();

        @Test
        void everyPairIsOnOneSideAndNoPromptIsOnBoth() {
            for (int round = 0; round < 200; round++) {
                List<Located<Preference>> pairs = random(random, 1 + round % 7);
                double share = 0.02 + 0.96 * random.nextDouble();
                PreferenceSplit split = PreferenceSplit.of(pairs, share, new Seed(round));
                List<Located<Preference>> both = new ArrayList<>(split.train());
                both.addAll(split.heldOut());
                assertThat(both).containsExactlyInAnyOrderElementsOf(pairs);
                assertThat(keys(split.train(), PromptGroup.PROMPT))
                        .doesNotContainAnyElementsOf(keys(split.heldOut(), PromptGroup.PROMPT));
                assertThat(split.train()).isNotEmpty();
                assertThat(split.heldOut()).isNotEmpty();
            }
        }

        @Test
        void theShareIsReachedUpToTheSizeOfAGroup() {
            for (int round = 0; round < 200; round++) {
                List<Located<Preference>> pairs = random(random, 4);
                double share = 0.1 + 0.7 * random.nextDouble();
                int held = PreferenceSplit.of(pairs, share, new Seed(round))
                        .heldOut()
                        .size();
                assertThat(held).isBetween((int) Math.round(share * pairs.size()) - 4, Math.max(4, (int)
                        Math.round(share * pairs.size())));
            }
        }

        @Test
        void theOrderOfTheFileDoesNotMatter() {
            for (int round = 0; round < 50; round++) {
                List<Located<Preference>> pairs = random(random, 3);
                List<Located<Preference>> shuffled = new ArrayList<>(pairs);
                Collections.shuffle(shuffled, new Random(round));
                assertThat(lines(PreferenceSplit.of(shuffled, 0.3, SEED).heldOut()))
                        .isEqualTo(lines(PreferenceSplit.of(pairs, 0.3, SEED).heldOut()));
            }
        }

        @Test
        void theSameSeedGivesTheSameSplitAndAnotherSeedAnother() {
            List<Located<Preference>> pairs = IntStream.rangeClosed(1, 300)
                    .mapToObj(i -> pair(i, "p" + i))
                    .toList();
            PreferenceSplit split = PreferenceSplit.of(pairs, 0.2, SEED);
            assertThat(PreferenceSplit.of(pairs, 0.2, SEED)).isEqualTo(split);
            assertThat(split.heldOut()).hasSize(60);
            assertThat(split.groups()).isEqualTo(300);
            assertThat(PreferenceSplit.of(pairs, 0.2, new Seed(12)).heldOut()).isNotEqualTo(split.heldOut());
        }

        @Test
        void everyPairIsHeldOutUnderSomeSeedAboutAsOftenAsTheShareSays() {
            List<Located<Preference>> pairs =
                    IntStream.rangeClosed(1, 20).mapToObj(i -> pair(i, "p" + i)).toList();
            int[] held = new int[21];
            for (int seed = 0; seed < 1000; seed++) {
                PreferenceSplit.of(pairs, 0.25, new Seed(seed)).heldOut().forEach(p -> held[p.line()]++);
            }
            // binomial(1000, 1/4): sd 13.7, so 5 sd
            assertThat(IntStream.rangeClosed(1, 20).map(i -> held[i])).allMatch(n -> Math.abs(n - 250) < 69);
        }
    }

    @Nested
    class Groups {
        @Test
        void promptsThatDifferInCaseAndSpacingAreOne() {
            Preference left = new Preference(Conversation.ask(" What IS\nit?"), "a", "b");
            Preference right = new Preference(Conversation.ask("what is it?"), "c", "d");
            for (PromptGroup by : PromptGroup.values()) {
                assertThat(by.of(left)).isEqualTo(by.of(right));
            }
        }

        @Test
        void aConversationAtSeveralDepthsIsOneOpeningButSeveralPrompts() {
            Conversation deeper = Conversation.of(Message.user("hi"), Message.assistant("yes?"), Message.user("why"));
            Preference first = new Preference(Conversation.ask("hi"), "a", "b");
            Preference second = new Preference(deeper, "a", "b");
            assertThat(PromptGroup.OPENING.of(first)).isEqualTo(PromptGroup.OPENING.of(second));
            assertThat(PromptGroup.PROMPT.of(first)).isNotEqualTo(PromptGroup.PROMPT.of(second));
        }

        @Test
        void theSystemMessageBelongsToTheOpening() {
            Preference plain = new Preference(Conversation.ask("hi"), "a", "b");
            Preference kind = new Preference(Conversation.of(Message.system("be kind"), Message.user("hi")), "a", "b");
            assertThat(PromptGroup.OPENING.of(plain)).isNotEqualTo(PromptGroup.OPENING.of(kind));
        }

        @Test
        void pairsWithoutAPromptAreGroupedByTheirAnswersInEitherOrder() {
            Conversation none = new Conversation(List.of());
            String key = PromptGroup.OPENING.of(new Preference(none, "a", "b"));
            assertThat(PromptGroup.OPENING.of(new Preference(none, "b", "a"))).isEqualTo(key);
            assertThat(PromptGroup.OPENING.of(new Preference(none, "a", "c"))).isNotEqualTo(key);
        }

        @Test
        void whereNoGroupFitsTheSmallestIsHeldOut() {
            List<Located<Preference>> pairs = new ArrayList<>();
            IntStream.rangeClosed(1, 10).forEach(i -> pairs.add(pair(i, i <= 6 ? "many" : "few")));
            PreferenceSplit split = PreferenceSplit.of(pairs, 0.1, SEED);
            assertThat(lines(split.heldOut())).isEqualTo(new HashSet<>(List.of(7, 8, 9, 10)));
        }
    }

    @Nested
    class Refused {
        @Test
        void onePromptOnly() {
            List<Located<Preference>> pairs = List.of(pair(1, "p"), pair(2, "p"));
            refuses(
                    () -> PreferenceSplit.of(pairs, 0.5, SEED),
                    ErrorCode.BAD_DATA,
                    "cannot hold out anything: 2 pairs have 1 distinct openings; split by whole prompts or give more of "
                            + "them");
            refuses(
                    () -> PreferenceSplit.of(pairs, 0.5, SEED, PromptGroup.PROMPT),
                    ErrorCode.BAD_DATA,
                    "cannot hold out anything: 2 pairs have 1 distinct prompts; give more prompts");
        }

        @Test
        void aShareOutOfRange() {
            for (double share : new double[] {0, 1, -1, Double.NaN}) {
                refuses(
                        () -> PreferenceSplit.of(List.of(), share, SEED),
                        ErrorCode.BAD_ARGUMENT,
                        "the share to hold out must lie in (0, 1), not " + share);
            }
        }
    }
}
