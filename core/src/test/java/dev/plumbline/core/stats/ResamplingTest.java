package dev.plumbline.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ResamplingTest {
    private static final Seed SEED = new Seed(20);

    @Nested
    class ABootstrap {
        private final double[] values =
                SEED.derive("values").generator().doubles(200).toArray();

        private double meanOf(int[] drawn) {
            return Arrays.stream(drawn).mapToDouble(i -> values[i]).average().orElseThrow();
        }

        @Test
        void givesTheSameIntervalForTheSameSeedAndAnotherForAnother() {
            Estimate one = Bootstrap.resample(200, this::meanOf, 500, SEED).percentile(0.5, 0.95, "mean");
            Estimate same = Bootstrap.resample(200, this::meanOf, 500, SEED).percentile(0.5, 0.95, "mean");
            Estimate other =
                    Bootstrap.resample(200, this::meanOf, 500, new Seed(21)).percentile(0.5, 0.95, "mean");
            assertThat(same).isEqualTo(one);
            assertThat(other.low()).isNotEqualTo(one.low());
        }

        @Test
        void ofAMeanComesCloseToStudentsInterval() {
            Mean mean = Mean.of(values);
            Estimate student = mean.interval(0.95);
            Estimate boot = Bootstrap.resample(200, this::meanOf, 4000, SEED).percentile(mean.value(), 0.95, "mean");
            // Ends of 4,000 resamples scatter by about a twentieth of the interval.
            double slack = 0.1 * (student.high() - student.low());
            assertThat(boot.low()).isCloseTo(student.low(), within(slack));
            assertThat(boot.high()).isCloseTo(student.high(), within(slack));
        }

        @Test
        void saysHowManyResamplesHadNoStatistic() {
            Estimate estimate =
                    Bootstrap.of(4, 1, 2, 3, 4, 5, 6, 7, 8, 9, Double.NaN).percentile(5, 0.9, "x");
            assertThat(estimate.method()).isEqualTo("x, percentile bootstrap, 1 of 10 resamples undefined");
        }

        @Test
        void refusesToSpeakWhenTooManyResamplesHadNoStatistic() {
            Bootstrap bootstrap = Bootstrap.of(4, 1, 2, Double.NaN);
            assertThatThrownBy(() -> bootstrap.percentile(1, 0.9, "x"))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNDEFINED));
        }
    }

    @Nested
    class AlphaOfTwoRaters {
        /// Two raters who agree on a share of items, on five categories.
        private Ratings ratings(int items, double agreement) {
            RandomGenerator random = SEED.derive("ratings").generator();
            int[][] codes = IntStream.range(0, items)
                    .mapToObj(i -> {
                        int first = random.nextInt(5);
                        int second = random.nextDouble() < agreement ? first : random.nextInt(5);
                        return new int[] {first, i % 10 == 0 ? Ratings.MISSING : second};
                    })
                    .toArray(int[][]::new);
            return Ratings.of(codes, 5);
        }

        @Test
        void hasAnIntervalThatHoldsThePlantedAgreement() {
            Estimate alpha =
                    KrippendorffAlpha.estimate(ratings(400, 0.7), KrippendorffAlpha.Metric.NOMINAL, 0.95, 1000, SEED);
            assertThat(alpha.low()).isLessThan(0.7).isGreaterThan(0.55);
            assertThat(alpha.high()).isGreaterThan(0.7).isLessThan(0.85);
        }

        @Test
        void countsWhatCouldNotBePaired() {
            Estimate alpha =
                    KrippendorffAlpha.estimate(ratings(400, 0.7), KrippendorffAlpha.Metric.NOMINAL, 0.95, 200, SEED);
            assertThat(alpha.n()).isEqualTo(360);
            assertThat(alpha.missing()).containsEntry("fewer than two ratings", 40);
        }
    }

    @Nested
    class APermutationTest {
        private final double[] differences = {0.4, -0.1, 0.3, 0.2, 0.5, -0.2, 0.1, 0.35, 0.6, -0.05, 0.15, 0.25};

        @Test
        void bySamplingComesCloseToEnumeration() {
            double exact = PairedPermutation.exact(differences).p();
            double sampled =
                    PairedPermutation.sampled(differences, 20_000, SEED).p();
            // Four standard errors of a share of 20,000 draws.
            assertThat(sampled).isCloseTo(exact, within(4 * Math.sqrt(exact / 20_000)));
        }

        @Test
        void neverGivesZero() {
            double[] allPositive = new double[100];
            Arrays.fill(allPositive, 1);
            assertThat(PairedPermutation.sampled(allPositive, 999, SEED).p()).isEqualTo(0.001);
        }

        @Test
        void refusesToEnumerateTooManyPairs() {
            assertThatThrownBy(() -> PairedPermutation.exact(new double[40]))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("40");
        }
    }
}
