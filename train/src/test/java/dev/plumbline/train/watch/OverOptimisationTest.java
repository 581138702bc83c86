package dev.plumbline.train.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverOptimisationTest {
    @Nested
    class BestOf {
        private final String[] texts = {"a", "b", "a", "c", "d", "b"};
        private final double[] proxy = {1, 3, 1, 2, 3, 3};
        private final double[] gold = {.1, .9, .1, .4, .3, .8};

        /// The mean over all choices of n of the samples, ties shared.
        private double brute(int n) {
            double sum = 0;
            int choices = 0;
            for (int mask = 0; mask < 1 << proxy.length; mask++) {
                if (Integer.bitCount(mask) == n) {
                    choices++;
                    int chosen = mask;
                    double most = IntStream.range(0, proxy.length)
                            .filter(i -> (chosen >> i & 1) == 1)
                            .mapToDouble(i -> proxy[i])
                            .max()
                            .orElseThrow();
                    sum += IntStream.range(0, proxy.length)
                            .filter(i -> (chosen >> i & 1) == 1 && proxy[i] == most)
                            .mapToDouble(i -> gold[i])
                            .average()
                            .orElseThrow();
                }
            }
            return sum / choices;
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4, 6})
        void isTheMeanOverAllChoices(int n) {
            BestOfN point = BestOfN.of(List.of(new BestOfN.Samples(texts, proxy, gold)), n);
            // equal proxies share the chance of all of them, which is the same as sharing it choice by choice
            assertThat(point.gold()[0]).isCloseTo(brute(n), within(1e-12));
        }

        @Test
        void oneOfOneIsThePolicyItself() {
            BestOfN point = BestOfN.of(List.of(new BestOfN.Samples(texts, proxy, gold)), 1);
            assertThat(point.kl()).isCloseTo(0, within(1e-12));
            assertThat(point.bound()).isZero();
            assertThat(point.meanProxy()).isCloseTo(13 / 6.0, within(1e-12));
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 4, 16})
        void theBoundIsReachedWhereNothingTiesAndNotOtherwise(int n) {
            int all = 4000;
            RandomGenerator random = new Seed(2).generator();
            double[] continuous = random.doubles(all).toArray();
            double[] coarse =
                    Arrays.stream(continuous).map(x -> Math.floor(3 * x)).toArray();
            String[] apart = IntStream.range(0, all).mapToObj(i -> "t" + i).toArray(String[]::new);
            String[] alike = Arrays.stream(coarse).mapToObj(x -> "t" + x).toArray(String[]::new);

            double[] none = new double[all];
            BestOfN untied = BestOfN.of(List.of(new BestOfN.Samples(apart, continuous, none)), n);
            BestOfN tied = BestOfN.of(List.of(new BestOfN.Samples(alike, coarse, none)), n);

            assertThat(untied.kl()).isCloseTo(Math.log(n) - (n - 1.0) / n, within(.01));
            assertThat(tied.kl()).isLessThan(.9 * tied.bound());
        }

        @Test
        void moreThanWasSampledCannotBeChosenFrom() {
            assertThatThrownBy(() -> BestOfN.of(List.of(new BestOfN.Samples(texts, proxy, gold)), 7))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("best of 7 of 6 answers");
        }
    }

    @Nested
    class Fits {
        private static final double[] D = {0, .3, .6, .9, 1.2, 1.5, 1.8};

        private double[][] rewards(RewardFit.Form form, double alpha, double beta, double noise) {
            RandomGenerator random = new Seed(9).generator();
            double[][] rewards = new double[150][D.length];
            for (double[] row : rewards) {
                for (int i = 1; i < D.length; i++) {
                    row[i] = form.value(alpha, beta, D[i]) + noise * random.nextGaussian();
                }
            }
            return rewards;
        }

        @ParameterizedTest
        @EnumSource(RewardFit.Form.class)
        void findThePlantedCurve(RewardFit.Form form) {
            RewardFit exact = RewardFit.of(form, D, rewards(form, .5, .2, 0), new Seed(1));
            assertThat(exact.alpha().value()).isCloseTo(.5, within(1e-9));
            assertThat(exact.beta().value()).isCloseTo(.2, within(1e-9));
            assertThat(exact.residual()).isCloseTo(0, within(1e-9));

            RewardFit noisy = RewardFit.of(form, D, rewards(form, .5, .2, .3), new Seed(1));
            assertThat(noisy.alpha().excludes(.5)).isFalse();
            assertThat(noisy.beta().excludes(.2)).isFalse();
            assertThat(noisy.alpha().high() - noisy.alpha().low()).isBetween(.01, .5);
        }

        @Test
        void thePeaksAreThoseOfTheForms() {
            RewardFit best = RewardFit.of(
                    RewardFit.Form.BEST_OF_N, D, rewards(RewardFit.Form.BEST_OF_N, .5, .2, 0), new Seed(1));
            assertThat(best.peak().getFirst().value()).isCloseTo(.5 / .4, within(1e-6));
            RewardFit learned = RewardFit.of(
                    RewardFit.Form.REINFORCEMENT, D, rewards(RewardFit.Form.REINFORCEMENT, .5, .4, 0), new Seed(1));
            double peak = learned.peak().getFirst().value();
            assertThat(peak).isCloseTo(Math.exp(.5 / .4 - 1), within(1e-6));
            assertThat(learned.at(peak)).isGreaterThan(learned.at(1.1 * peak)).isGreaterThan(learned.at(.9 * peak));
        }

        @Test
        void aCurveThatOnlyRisesHasNoPeak() {
            assertThat(RewardFit.of(
                                    RewardFit.Form.BEST_OF_N,
                                    D,
                                    rewards(RewardFit.Form.BEST_OF_N, .5, -.1, 0),
                                    new Seed(1))
                            .peak())
                    .isEmpty();
        }

        @Test
        void oneDistanceIsNotEnough() {
            assertThatThrownBy(() ->
                            RewardFit.of(RewardFit.Form.BEST_OF_N, new double[] {0, 1}, new double[2][2], new Seed(1)))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("cannot be fitted");
        }
    }

    @Nested
    class Stopping {
        private static final int ITEMS = 200;
        private final RandomGenerator random = new Seed(6).generator();

        private double[] check(double mean) {
            return random.doubles(ITEMS).map(u -> mean + .2 * (u - .5)).toArray();
        }

        @Test
        void stopsSoonAfterTheFallAndKeepsTheBest() {
            EarlyStopping rule = new EarlyStopping(2, .9);
            double[] means = {.5, .6, .7, .65, .6};
            boolean[] stops = new boolean[means.length];
            for (int i = 0; i < means.length; i++) {
                stops[i] = rule.check(10L * i, check(means[i]));
            }
            assertThat(stops).containsExactly(false, false, false, false, true);
            assertThat(rule.bestStep()).isEqualTo(20);
        }

        @Test
        void aSingleBadCheckIsForgiven() {
            EarlyStopping rule = new EarlyStopping(2, .9);
            boolean stopped = false;
            for (double mean : new double[] {.5, .6, .5, .65, .55, .7}) {
                stopped |= rule.check(1, check(mean));
            }
            assertThat(stopped).isFalse();
        }

        @Test
        void aFlatCurveSeldomStops() {
            int stopped = 0;
            for (int run = 0; run < 200; run++) {
                EarlyStopping rule = new EarlyStopping(2, .9);
                boolean any = false;
                for (int i = 0; i < 6 && !any; i++) {
                    any = rule.check(i, check(.6));
                }
                stopped += any ? 1 : 0;
            }
            // held against the luckiest of several checks a flat curve looks like a fall now and then
            assertThat(stopped).isLessThan(60);
        }

        @Test
        void otherItemsCannotBeCompared() {
            EarlyStopping rule = new EarlyStopping(2, .9);
            rule.check(0, 1, 2, 3);
            assertThatThrownBy(() -> rule.check(1, 1, 2))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("found 2 after 3");
        }
    }
}
