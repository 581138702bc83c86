package dev.plumbline.worlds.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SelectionTest {
    @Nested
    class BestOf {
        @Test
        void theBoundAndTheWinRateAreThePublishedOnes() {
            assertThat(new BestOfN(1).klBound()).isZero();
            assertThat(new BestOfN(4).klBound()).isEqualTo(0.636294361119890, within(1e-12));
            assertThat(new BestOfN(4).winRate()).isEqualTo(0.8);
            assertThat(new BestOfN(4).winRateAgainst(2)).isEqualTo(4.0 / 6);
        }

        @Test
        void theKlOfAFineBaseReachesTheBoundFromBelow() {
            double[] base = new double[20_000];
            Arrays.fill(base, 1.0 / base.length);

            assertThat(new BestOfN(8).kl(base))
                    .isLessThan(new BestOfN(8).klBound())
                    .isEqualTo(new BestOfN(8).klBound(), within(1e-3));
            assertThat(new BestOfN(8).kl(0.5, 0.5)).isLessThan(Math.log(2));
        }

        @Test
        void expectedNormalMaximaAreTheKnownOnes() {
            double pi = Math.PI;
            assertThat(new BestOfN(1).expectedNormalMaximum()).isEqualTo(0, within(1e-13));
            assertThat(new BestOfN(2).expectedNormalMaximum()).isEqualTo(1 / Math.sqrt(pi), within(1e-13));
            assertThat(new BestOfN(3).expectedNormalMaximum()).isEqualTo(1.5 / Math.sqrt(pi), within(1e-13));
            assertThat(new BestOfN(4).expectedNormalMaximum()).isEqualTo(1.0293753730039641, within(1e-12));
            assertThat(new BestOfN(5).expectedNormalMaximum()).isEqualTo(1.1629644736405196, within(1e-12));
            assertThat(new BestOfN(100).expectedNormalMaximum()).isEqualTo(2.5075936364416844, within(1e-12));
        }

        @Test
        void theOtherMaximaAreInClosedForm() {
            assertThat(new BestOfN(3).expectedUniformMaximum()).isEqualTo(0.75);
            assertThat(new BestOfN(3).expectedExponentialMaximum()).isEqualTo(1 + 0.5 + 1.0 / 3, within(1e-15));
            double at999 = new BestOfN(999).expectedExponentialMaximum();
            assertThat(new BestOfN(1000).expectedExponentialMaximum()).isEqualTo(at999 + 0.001, within(1e-13));
            assertThat(new BestOfN(2).expectedMaximum(new double[] {0, 1}, new double[] {0.5, 0.5}))
                    .isEqualTo(0.75);
        }
    }

    @Nested
    class Quantilizing {
        private final double[] base = {0.25, 0.25, 0.25, 0.25};
        private final double[] utility = {1, 4, 3, 2};
        private final double[] cost = {0, 8, 0, 0};

        @Test
        void theBestShareOfTheBaseIsKept() {
            assertThat(new Quantilizer(0.5).distribution(base, utility)).containsExactly(0, 0.5, 0.5, 0);
            assertThat(new Quantilizer(0.375).distribution(base, utility))
                    .containsExactly(new double[] {0, 2.0 / 3, 1.0 / 3, 0}, within(1e-15));
            assertThat(new Quantilizer(1).distribution(base, utility)).containsExactly(base);
        }

        @Test
        void noCostExceedsItsBound() {
            RandomGenerator random = new Seed(1).derive("quantilizer").generator();
            for (int round = 0; round < 200; round++) {
                double[] p = random.doubles(12).toArray();
                double sum = Arrays.stream(p).sum();
                double[] b = Arrays.stream(p).map(x -> x / sum).toArray();
                double[] u = random.doubles(12).toArray();
                double[] c = random.doubles(12).map(x -> 1 / x).toArray();
                Quantilizer quantilizer = new Quantilizer(0.02 + 0.98 * random.nextDouble());

                assertThat(quantilizer.expected(b, u, c)).isLessThanOrEqualTo(quantilizer.costBound(b, c) + 1e-9);
            }
            assertThat(new Quantilizer(0.25).expected(base, utility, cost)).isEqualTo(8);
            assertThat(new Quantilizer(0.25).costBound(base, cost)).isEqualTo(8);
        }

        @Test
        void tiesAtTheBoundaryAreKeptInProportion() {
            double[] equal = {1, 1, 1, 0};
            assertThat(new Quantilizer(0.5).distribution(base, equal))
                    .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0, 0}, within(1e-15));
        }

        @Test
        void aNormalUtilityHasTheTruncatedMean() {
            assertThat(new Quantilizer(0.5).expectedNormalUtility()).isEqualTo(Math.sqrt(2 / Math.PI), within(1e-12));
            assertThat(new Quantilizer(0.01).expectedNormalUtility()).isEqualTo(2.665214220, within(1e-9));
        }

        @Test
        void samplesFollowTheDistribution() {
            RandomGenerator random = new Seed(2).derive("quantilizer").generator();
            int[] counts = new int[4];
            for (int i = 0; i < 20_000; i++) {
                counts[new Quantilizer(0.375).sample(base, utility, random)]++;
            }
            assertThat(counts[0] + counts[3]).isZero();
            assertThat(counts[1] / 20_000.0).isEqualTo(2.0 / 3, within(4 * Math.sqrt(2.0 / 9 / 20_000)));
        }

        @Test
        void aShareOutsideItsRangeIsRefused() {
            assertThatThrownBy(() -> new Quantilizer(0))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("q must lie in (0, 1]");
            assertThatThrownBy(() -> new Quantilizer(0.5).distribution(new double[] {0.5, 0.6}, new double[] {1, 2}))
                    .hasMessageContaining("must add up to 1");
        }
    }
}
