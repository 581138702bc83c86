package dev.plumbline.engine.internal.scores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrawProcessorsTest {
    private static final ScoreProcessor.History NOTHING = new NothingYet();

    @Nested
    class TopP {
        /// Scores nearly alike, ordinary ones, and one token that has nearly everything.
        @ParameterizedTest
        @CsvSource({"500,0.01", "5000,1", "5000,8", "40,300"})
        void keepsWhatSortingKeeps(int vocabulary, double deviation) {
            Random random = new Random(7);
            for (double share : new double[] {1e-9, .1, .5, .9, .999}) {
                float[] scores = numbers(random, vocabulary, deviation);
                double[] sorted = Probabilities.weights(scores);
                Arrays.sort(sorted);
                double goal = share * DoubleStream.of(sorted).sum();
                int kept = 0;
                for (double reached = 0; reached < goal; kept++) {
                    reached += sorted[vocabulary - 1 - kept];
                }
                assertThat(keptBy(DrawProcessors.topP(share), scores))
                        .as("share %s", share)
                        .isEqualTo(kept);
            }
        }

        @Test
        void takesTheLastOfEqualTokens() {
            float[] scores = {1, 1, 1, 1, out()};
            DrawProcessors.topP(.5).apply(scores, NOTHING);
            assertThat(scores).containsExactly(out(), out(), 1, 1, out());
        }

        @Test
        void leavesImpossibleTokensOut() {
            float[] scores = {out(), 2, out(), 1};
            DrawProcessors.topP(.9999).apply(scores, NOTHING);
            assertThat(scores).containsExactly(out(), 2, out(), 1);
        }

        @Test
        void takesAllWhereRoundingKeepsTheGoalOutOfReach() {
            Nucleus nucleus = Nucleus.of(new double[] {1, .25, 1e-300}, 2);
            assertThat(nucleus.count()).isEqualTo(3);
            assertThat(nucleus.lightest()).isEqualTo(1e-300);
            assertThat(Nucleus.of(new double[] {1, .25}, 2)).isEqualTo(new Nucleus(0, 2));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 50, 999})
    void topKKeepsTheLargestAndTheirEquals(int k) {
        Random random = new Random(k);
        float[] scores = numbers(random, 1000, 1);
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        scores[0] = sorted[1000 - k]; // one more that equals the smallest of them, or that one itself
        float[] again = scores.clone();
        Arrays.sort(again);
        int kept = 0;
        for (float score : again) {
            kept += score >= again[1000 - k] ? 1 : 0;
        }
        assertThat(keptBy(DrawProcessors.topK(k), scores)).isEqualTo(kept);
    }

    private static int keptBy(ScoreProcessor processor, float[] scores) {
        float[] after = scores.clone();
        processor.apply(after, NOTHING);
        float lightest = Float.POSITIVE_INFINITY;
        float heaviestOut = Float.NEGATIVE_INFINITY;
        int kept = 0;
        for (int i = 0; i < after.length; i++) {
            if (after[i] == out()) {
                heaviestOut = Math.max(heaviestOut, scores[i]);
            } else {
                assertThat(after[i]).isEqualTo(scores[i]);
                lightest = Math.min(lightest, scores[i]);
                kept++;
            }
        }
        assertThat(lightest).as("the likeliest are kept").isGreaterThanOrEqualTo(heaviestOut);
        return kept;
    }

    private static float[] numbers(Random random, int count, double deviation) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (deviation * random.nextGaussian());
        }
        return numbers;
    }

    private static float out() {
        return Float.NEGATIVE_INFINITY;
    }
}
