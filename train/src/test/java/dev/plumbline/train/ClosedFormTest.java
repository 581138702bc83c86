package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.train.loss.KlEstimator;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// On distributions small enough to be summed up, what samples estimate is known exactly.
class ClosedFormTest {
    @Nested
    class BestOf {
        /// The distribution of the best of n samples, where answers are numbered by rising reward.
        private double[] best(double[] p, int n) {
            double[] best = new double[p.length];
            double below = 0;
            for (int i = 0; i < p.length; i++) {
                best[i] = Math.pow(below + p[i], n) - Math.pow(below, n);
                below += p[i];
            }
            return best;
        }

        private double kl(double[] q, double[] p) {
            return IntStream.range(0, p.length)
                    .mapToDouble(i -> q[i] == 0 ? 0 : q[i] * Math.log(q[i] / p[i]))
                    .sum();
        }

        private double winRate(double[] q, double[] p) {
            double below = 0;
            double wins = 0;
            for (int i = 0; i < p.length; i++) {
                wins += q[i] * (below + p[i] / 2);
                below += p[i];
            }
            return wins;
        }

        private double[] uniform(int answers) {
            double[] p = new double[answers];
            Arrays.fill(p, 1.0 / answers);
            return p;
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 4, 16, 64})
        void staysBelowItsBoundsAndReachesThemWhereNoTwoAnswersAreAlike(int n) {
            double[] few = {.5, .3, .15, .05};
            assertThat(kl(best(few, n), few)).isLessThanOrEqualTo(BestOfN.klBound(n) + 1e-12);
            assertThat(winRate(best(few, n), few)).isLessThanOrEqualTo(BestOfN.winRateBound(n) + 1e-12);
            double[] many = uniform(200_000);
            assertThat(kl(best(many, n), many)).isCloseTo(BestOfN.klBound(n), within(2e-3));
            assertThat(winRate(best(many, n), many)).isCloseTo(BestOfN.winRateBound(n), within(1e-4));
        }

        @Test
        void hasTheBoundsThatArePublished() {
            assertThat(new double[] {BestOfN.klBound(1), BestOfN.klBound(4), BestOfN.klBound(16), BestOfN.klBound(64)})
                    .containsExactly(new double[] {0, .636294, 1.835089, 3.174508}, within(1e-6));
        }

        /// The mean over all choices of n of the samples; ties are won by each in turn.
        private double byChoice(double[] rewards, double[] values, int n) {
            double sum = 0;
            int choices = 0;
            for (int chosen = 0; chosen < 1 << rewards.length; chosen++) {
                if (Integer.bitCount(chosen) != n) {
                    continue;
                }
                int mask = chosen;
                double top = IntStream.range(0, rewards.length)
                        .filter(i -> (mask >> i & 1) == 1)
                        .mapToDouble(i -> rewards[i])
                        .max()
                        .orElseThrow();
                sum += IntStream.range(0, rewards.length)
                        .filter(i -> (mask >> i & 1) == 1 && rewards[i] == top)
                        .mapToDouble(i -> values[i])
                        .average()
                        .orElseThrow();
                choices++;
            }
            return sum / choices;
        }

        @Test
        void isEstimatedAsTheMeanOverAllChoices() {
            double[] rewards = {.3, -1, 2, .3, .7, 5, -2};
            double[] values = {1, 2, -3, 5, 0, 4, 2};
            double[] distinct = {.3, -1, 2, .4, .7, 5, -2};
            for (int n = 1; n <= rewards.length; n++) {
                assertThat(BestOfN.estimate(distinct, values, n))
                        .isCloseTo(byChoice(distinct, values, n), within(1e-12));
            }
            assertThat(BestOfN.estimate(rewards, rewards, 3)).isCloseTo(byChoice(rewards, rewards, 3), within(1e-12));
            assertThatThrownBy(() -> BestOfN.estimate(rewards, values, 8))
                    .hasMessageContaining("needs at least as many");
        }
    }

    /// Estimates of KL(pi || ref) from pi's own samples, their mean and variance taken over all outcomes.
    @Nested
    class DivergenceEstimators {
        private final double[] pi = {.4, .3, .2, .1};
        private final double[] ref = {.35, .25, .22, .18};

        private double mean(DoubleUnaryOperator of) {
            return IntStream.range(0, pi.length)
                    .mapToDouble(i -> pi[i] * of.applyAsDouble(Math.log(pi[i] / ref[i])))
                    .sum();
        }

        private double variance(KlEstimator estimator) {
            double mean = mean(estimator::of);
            return mean(x -> (estimator.of(x) - mean) * (estimator.of(x) - mean));
        }

        @Test
        void k1AndK3AreUnbiasedAndK2IsNot() {
            double divergence = mean(x -> x);
            assertThat(mean(KlEstimator.K1::of)).isCloseTo(divergence, within(1e-15));
            assertThat(mean(KlEstimator.K3::of)).isCloseTo(divergence, within(1e-15));
            double bias = mean(KlEstimator.K2::of) - divergence;
            // to third order in x, E[k2] - KL = E[x^3] / 6, for E[e^-x] = 1
            assertThat(bias).isNotCloseTo(0, within(1e-5));
            assertThat(bias).isCloseTo(mean(x -> x * x * x) / 6, within(1e-3));
        }

        @Test
        void k2AndK3VaryFarLessThanK1AndAreNeverNegative() {
            assertThat(variance(KlEstimator.K2)).isLessThan(variance(KlEstimator.K1) / 5);
            assertThat(variance(KlEstimator.K3)).isLessThan(variance(KlEstimator.K1) / 5);
            for (double x : new double[] {-20, -1e-9, 0, 1e-9, .5, 20}) {
                assertThat(KlEstimator.K2.of(x)).isNotNegative();
                assertThat(KlEstimator.K3.of(x)).isNotNegative();
            }
        }
    }
}
