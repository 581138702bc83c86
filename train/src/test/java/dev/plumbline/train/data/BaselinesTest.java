package dev.plumbline.train.data;

import static dev.plumbline.train.data.DataFiles.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BaselinesTest {
    private static final Seed SEED = new Seed(7);

    private static Located<Preference> pair(int line, String chosen, String rejected) {
        return new Located<>(line, new Preference(Conversation.ask("p" + line), chosen, rejected));
    }

    private static Preference swapped(Preference p) {
        return new Preference(p.prompt(), p.rejected(), p.chosen());
    }

    /// Pairs of random words, of which `good` wins over `bad` in 9 of 10 cases and the rest says nothing.
    private static List<Located<Preference>> learnable(RandomGenerator random, int n) {
        return IntStream.rangeClosed(1, n)
                .mapToObj(i -> {
                    String left = "good " + filler(random);
                    String right = "bad " + filler(random);
                    return random.nextInt(10) < 9 ? pair(i, left, right) : pair(i, right, left);
                })
                .toList();
    }

    private static int nearly(double a, double b) {
        return Math.abs(a - b) < 1e-12 ? 0 : Double.compare(a, b);
    }

    private static String filler(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append('w').append(random.nextInt(30)).append(' ');
        }
        return text.toString();
    }

    @Nested
    class Chance {
        @Test
        void isUndecidedAboutEveryPair() {
            PairScores scores = PairScores.of(new ChanceBaseline(), learnable(SEED.generator(), 40));
            assertThat(scores.accuracy(0.95).value()).isEqualTo(0.5);
            assertThat(scores.logLoss()).isCloseTo(Math.log(2), within(1e-12));
        }
    }

    @Nested
    class Length {
        private final List<Located<Preference>> train = List.of(
                pair(1, "s", "long"),
                pair(2, "s", "longer"),
                pair(3, "longest", "s"),
                pair(4, "s", "longish"),
                pair(5, "a", "b"));

        @Test
        void learnsTheDirectionFromTheTrainingPairs() {
            LengthBaseline shorter = LengthBaseline.fit(train);
            assertThat(shorter).isEqualTo(new LengthBaseline(1, 3));
            assertThat(shorter.name()).isEqualTo("length only (shorter is better)");
            assertThat(shorter.logit(pair(9, "x", "xx").value())).isCloseTo(Math.log(2), within(1e-12));
            assertThat(shorter.logit(pair(9, "xx", "x").value())).isCloseTo(-Math.log(2), within(1e-12));
            assertThat(shorter.logit(pair(9, "x", "y").value())).isZero();
        }

        @Test
        void isNeverCertain() {
            PairScores scores = PairScores.of(new LengthBaseline(5, 0), List.of(pair(1, "xx", "x")));
            assertThat(scores.probabilities()).containsExactly(new double[] {6 / 7.0}, within(1e-12));
        }

        @Test
        void isBestWhereTheChosenAnswerIsLongerAndWorstWhereItIsShorter() {
            List<Located<Preference>> heldOut = IntStream.rangeClosed(1, 40)
                    .mapToObj(i -> pair(i, "x".repeat(i), "y".repeat(20)))
                    .toList();
            List<PairScores.LengthBucket> buckets =
                    PairScores.of(new LengthBaseline(3, 1), heldOut).byLengthDifference(4, 0.95);
            assertThat(buckets)
                    .extracting(b -> b.accuracy().value())
                    .usingElementComparator(BaselinesTest::nearly)
                    .containsExactly(0.0, 0.05, 1.0, 1.0);
            assertThat(buckets).extracting(PairScores.LengthBucket::low).containsExactly(-19, -9, 1, 11);
            assertThat(buckets).extracting(PairScores.LengthBucket::high).containsExactly(-10, 0, 10, 20);
            assertThat(buckets).extracting(b -> b.accuracy().n()).containsExactly(10, 10, 10, 10);
        }
    }

    @Nested
    class BagOfWords {
        @Test
        void oneWordHasTheWeightThatSolvesItsEquation() {
            // 3 pairs with "good" chosen, 1 with it rejected: mean gradient is -(3 sigma(-w) - sigma(w)) / 4 + l2 w = 0
            List<Located<Preference>> train =
                    List.of(pair(1, "good", ""), pair(2, "good", ""), pair(3, "good", ""), pair(4, "", "good"));
            WordBaseline fitted = WordBaseline.fit(train, SEED, new WordBaseline.Options(List.of(0.1), 1, 100));
            double w = fitted.weight("good");
            double gradient = -(3 / (1 + Math.exp(w)) - 1 / (1 + Math.exp(-w))) / 4 + 0.1 * w;
            assertThat(gradient).isCloseTo(0, within(1e-7));
            assertThat(w).isCloseTo(0.7369, within(1e-4));
            assertThat(fitted.l2()).isEqualTo(0.1);
        }

        @Test
        void theGradientIsThatOfTheLoss() {
            RandomGenerator random = SEED.generator();
            List<Located<Preference>> pairs = learnable(random, 50);
            WordCounts counts = WordCounts.vocabulary(pairs, 2, 100);
            List<WordCounts.Row> rows =
                    pairs.stream().map(p -> counts.row(p.value())).toList();
            double[] w = random.doubles(counts.words().size(), -1, 1).toArray();
            double[] gradient = new double[w.length];
            WordBaseline.objective(rows, 0.3, w, gradient);
            for (int i = 0; i < w.length; i++) {
                double[] up = w.clone();
                double[] down = w.clone();
                up[i] += 1e-5;
                down[i] -= 1e-5;
                double slope = (WordBaseline.objective(rows, 0.3, up, new double[w.length])
                                - WordBaseline.objective(rows, 0.3, down, new double[w.length]))
                        / 2e-5;
                // central differences at step 1e-5 are good to about 1e-10
                assertThat(gradient[i]).isCloseTo(slope, within(1e-8));
            }
        }

        @Test
        void findsWhatSeparatesTheAnswers() {
            RandomGenerator random = SEED.generator();
            WordBaseline fitted = WordBaseline.fit(learnable(random, 400), SEED);
            List<Located<Preference>> heldOut = learnable(random, 400);
            PairScores scores = PairScores.of(fitted, heldOut);
            assertThat(scores.accuracy(0.95).value()).isGreaterThan(0.84);
            assertThat(scores.accuracy(0.95).method()).isEqualTo("wilson");
            assertThat(fitted.weight("good")).isGreaterThan(1);
            assertThat(fitted.weight("bad")).isLessThan(-1);
        }

        @Test
        void onNoiseTheStrongestPenaltyKeepsItNearChance() {
            RandomGenerator random = SEED.generator();
            List<Located<Preference>> noise = IntStream.rangeClosed(1, 400)
                    .mapToObj(i -> pair(i, filler(random), filler(random)))
                    .toList();
            WordBaseline fitted = WordBaseline.fit(noise.subList(0, 300), SEED);
            PairScores scores = PairScores.of(fitted, noise.subList(300, 400));
            assertThat(scores.logLoss()).isCloseTo(Math.log(2), within(0.05));
        }

        @Test
        void exchangingTheAnswersNegatesTheScore() {
            List<Located<Preference>> pairs = learnable(SEED.generator(), 100);
            WordBaseline fitted = WordBaseline.fit(pairs, SEED);
            for (Located<Preference> p : pairs) {
                assertThat(fitted.logit(swapped(p.value()))).isCloseTo(-fitted.logit(p.value()), within(1e-12));
            }
        }

        @Test
        void theSameSeedGivesTheSameNumbersToTheLastBit() {
            List<Located<Preference>> pairs = learnable(SEED.generator(), 100);
            assertThat(WordBaseline.fit(pairs, SEED).weights())
                    .isEqualTo(WordBaseline.fit(pairs, SEED).weights());
        }

        @Test
        void theVocabularyKeepsTheCommonestWords() {
            List<Located<Preference>> pairs =
                    List.of(pair(1, "a b", "c"), pair(2, "a b a a", ""), pair(3, "a", "d"), pair(4, "b", "e e e"));
            assertThat(WordCounts.vocabulary(pairs, 2, 10).words()).containsOnlyKeys("a", "b");
            assertThat(WordCounts.vocabulary(pairs, 1, 1).words()).containsOnlyKeys("a");
        }

        @Test
        void pairsWithoutAKnownWordAreUndecided() {
            WordBaseline fitted = WordBaseline.fit(learnable(SEED.generator(), 100), SEED);
            assertThat(fitted.logit(pair(1, "unheard", "unseen").value())).isZero();
        }

        @Test
        void optionsOutOfRangeAreRefused() {
            refuses(
                    () -> new WordBaseline.Options(List.of(0.0), 1, 1),
                    ErrorCode.BAD_ARGUMENT,
                    "a word baseline needs positive penalties and limits of at least 1, not [0.0], 1, 1");
        }
    }

    @Nested
    class Scores {
        private final List<Located<Preference>> pairs =
                List.of(pair(3, "aaaa", "b"), pair(5, "a", "b"), pair(8, "a", "bb"));

        @Test
        void giveOutcomesAndProbabilities() {
            PairScores scores = PairScores.of("reward model", pairs, new double[] {Math.log(3), 0, -800});
            assertThat(scores.outcomes()).containsExactly(1, 0.5, 0);
            assertThat(scores.probabilities()).containsExactly(new double[] {0.75, 0.5, 0}, within(1e-12));
            assertThat(scores.confidences()).containsExactly(new double[] {0.75, 0.5, 1}, within(1e-12));
            assertThat(scores.logLoss()).isCloseTo((Math.log(4 / 3.0) + Math.log(2) + 800) / 3, within(1e-9));
            assertThat(scores.scores()).extracting(PairScores.PairScore::line).containsExactly(3, 5, 8);
            assertThat(scores.scores())
                    .extracting(PairScores.PairScore::lengthDifference)
                    .containsExactly(3, 0, -1);
        }

        @Test
        void undecidedPairsCountHalf() {
            PairScores scores = PairScores.of("reward model", pairs, new double[] {1, 0, 1});
            assertThat(scores.accuracy(0.95).value()).isCloseTo(2.5 / 3, within(1e-12));
            assertThat(scores.accuracy(0.95).method()).isNotEqualTo("wilson");
        }

        @Test
        void equalLengthDifferencesShareABucket() {
            List<Located<Preference>> equal = new ArrayList<>();
            IntStream.rangeClosed(1, 10).forEach(i -> equal.add(pair(i, "a", i == 10 ? "" : "b")));
            PairScores scores = PairScores.of("rm", equal, new double[] {1, 1, 1, 1, -1, 1, 1, 1, 1, 1});
            assertThat(scores.byLengthDifference(5, 0.95))
                    .extracting(PairScores.LengthBucket::high)
                    .containsExactly(0, 1);
        }

        @Test
        void areRefusedIfNotFiniteOrNotOneForEachPair() {
            refuses(
                    () -> PairScores.of("rm", pairs, new double[] {1, Double.NaN, 1}),
                    ErrorCode.NOT_FINITE,
                    "line 5: the score is NaN; a score must be finite");
            refuses(
                    () -> PairScores.of("rm", pairs, new double[] {1}),
                    ErrorCode.BAD_ARGUMENT,
                    "1 scores for 3 pairs; give one each");
            refuses(
                    () -> PairScores.of("rm", List.of(), new double[0]),
                    ErrorCode.UNDEFINED,
                    "no pairs were scored by rm; hold out at least one");
        }
    }

    @Nested
    class Minimiser {
        @Test
        void solvesAnIllConditionedQuadratic() {
            // sum i^2 (x_i - i)^2 / 2, condition number 2,500
            LimitedMemoryBfgs.Minimum minimum = LimitedMemoryBfgs.minimise(
                    (x, g) -> {
                        double value = 0;
                        for (int i = 0; i < 50; i++) {
                            double scale = (i + 1.0) * (i + 1);
                            double off = x[i] - (i + 1);
                            g[i] = scale * off;
                            value += scale * off * off / 2;
                        }
                        return value;
                    },
                    50,
                    1e-8,
                    1000);
            assertThat(minimum.gradientNorm()).isLessThan(1e-8);
            for (int i = 0; i < 50; i++) {
                assertThat(minimum.x()[i]).isCloseTo(i + 1, within(1e-8));
            }
        }
    }
}
