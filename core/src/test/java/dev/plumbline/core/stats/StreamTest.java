package dev.plumbline.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StreamTest {
    private static final Seed SEED = new Seed(11);

    @Nested
    class AnAlwaysValidInterval {
        @Test
        void holdsTheRateAtEveryLookInMostStreams() {
            int failed = 0;
            for (int stream = 0; stream < 100; stream++) {
                RandomGenerator random = SEED.derive("rate", stream).generator();
                AlwaysValidRate rate = new AlwaysValidRate();
                boolean held = true;
                for (int n = 0; n < 100; n++) {
                    rate.add(random.nextDouble() < 0.3);
                    held &= !rate.interval(0.9).excludes(0.3);
                }
                failed += held ? 0 : 1;
            }

            // At most 10 of 100 in expectation; 20 would be more than three deviations above.
            assertThat(failed).isLessThan(20);
        }

        @Test
        void ofAMeanRejectsOnlyWhatIsNotTrue() {
            AlwaysValidMean away = new AlwaysValidMean(0, 1, 0.25);
            RandomGenerator random = SEED.generator();
            for (int n = 0; n < 400; n++) {
                away.add(1 + random.nextGaussian());
            }

            assertThat(away.p()).isLessThan(1e-6);
            assertThat(away.interval(0.95).excludes(0)).isTrue();
            assertThat(away.interval(0.95).excludes(1)).isFalse();
        }

        @Test
        void doesNotExistBeforeTheFirstValue() {
            assertThatThrownBy(() -> new AlwaysValidRate().interval(0.95)).hasMessageContaining("no observations");
            assertThatThrownBy(() -> new WaldTest(0.1, 0.2, 0.05, 0.05).decidedAt())
                    .hasMessageContaining("no decision yet");
        }
    }

    @Nested
    class GroupSequentialBounds {
        @Test
        void ofOneLookAreThoseOfAnOrdinaryTest() {
            GroupSequential one = new GroupSequential(new double[] {1}, 0.05);

            assertThat(one.pocock()[0]).isEqualTo(Quantiles.z(0.95), within(1e-9));
            assertThat(one.bounds(GroupSequential.Spending.POCOCK)[0]).isEqualTo(Quantiles.z(0.95), within(1e-9));
        }

        @Test
        void areRefusedForSharesThatDoNotRise() {
            assertThatThrownBy(() -> new GroupSequential(new double[] {0.5, 0.5}, 0.05))
                    .hasMessageContaining("rise");
        }
    }

    @Nested
    class ADriftDetector {
        @Test
        void isSilentWhileNothingChangesAndSpeaksWhenTheMeanMoves() {
            AdaptiveWindow window = new AdaptiveWindow(AdaptiveWindow.Settings.USUAL);
            RandomGenerator random = SEED.derive("drift").generator();
            for (int i = 0; i < 1000; i++) {
                assertThat(window.add(random.nextDouble() < 0.2 ? 1 : 0)).isFalse();
            }
            boolean alarmed = false;
            for (int i = 0; i < 300 && !alarmed; i++) {
                alarmed = window.add(random.nextDouble() < 0.8 ? 1 : 0);
            }

            assertThat(alarmed).isTrue();
        }

        @Test
        void beginsAnewAfterAnAlarm() {
            PageHinkley detector = new PageHinkley(new PageHinkley.Settings(1, 0, 1, 1, PageHinkley.Direction.UP));
            detector.add(0);
            assertThat(detector.add(10)).isTrue();
            assertThat(detector.add(10)).isFalse();
        }
    }

    @Nested
    class TwoSamples {
        @Test
        void thatDoNotOverlapAreAsFarApartAsTheirFewestOrders() {
            KolmogorovSmirnov test = KolmogorovSmirnov.of(new double[] {1, 2, 3}, new double[] {4, 5, 6, 7});

            // Two of the C(7, 3) = 35 orders keep the samples apart.
            assertThat(test.d()).isEqualTo(1);
            assertThat(test.exactP()).isEqualTo(2 / 35.0, within(1e-15));
        }

        @Test
        void ofOneItemHaveTheKnownTail() {
            assertThat(OneSampleGap.tail(1, 0.75)).isEqualTo(0.5, within(1e-12));
            // The exact power and the expansion meet to the expansion's six digits.
            assertThat(OneSampleGap.tail(140, 0.05)).isEqualTo(OneSampleGap.tail(141, 0.05), within(0.01));
        }

        @Test
        void ofOneDistributionAreNotToldApart() {
            RandomGenerator random = SEED.derive("mmd").generator();
            double[][] x = new double[20][];
            double[][] y = new double[20][];
            double[][] far = new double[20][];
            for (int i = 0; i < 20; i++) {
                x[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
                y[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
                far[i] = new double[] {3 + random.nextGaussian(), random.nextGaussian()};
            }

            double width = MaximumMeanDiscrepancy.medianDistance(x, y);
            assertThat(MaximumMeanDiscrepancy.of(x, y, width).permutationP(200, SEED))
                    .isGreaterThan(0.05);
            assertThat(MaximumMeanDiscrepancy.of(x, far, width).permutationP(200, SEED))
                    .isLessThan(0.01);
        }
    }
}
