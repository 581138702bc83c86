package dev.plumbline.worlds.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoodhartTest {
    static List<Goodhart> variants() {
        return List.of(
                new RegressionalGoodhart(1, 2),
                new ExtremalGoodhart(1.2, 1.5),
                new CausalGoodhart(1.5, 1, 0.5),
                new AdversarialGoodhart(0.05, 2.5, 3));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void selectionThatIsPlayedAgreesWithinFourStandardErrors(Goodhart variant) {
        for (int n : new int[] {1, 2, 16}) {
            RandomGenerator random = new Seed(n).derive("goodhart").generator();
            Estimate played = variant.simulateBestOf(n, 40_000, random, 0.95);
            double standardError = (played.high() - played.low()) / 2 / 1.96;

            assertThat(played.value()).as("best of " + n).isEqualTo(variant.bestOf(n), within(4 * standardError));
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void theClosedFormAboveAThresholdIsTheIntegral(Goodhart variant) {
        for (double u : new double[] {-1, 0.5, 1.2, 3}) {
            double above =
                    Quadrature.of(x -> variant.goldAt(x) * variant.proxyDensity(x), Quadrature.ends(u, 40, 400, 1.2));
            assertThat(variant.goldAbove(u)).isEqualTo(above / variant.proxyAbove(u), within(1e-9));
        }
    }

    @Test
    void noiseTakesItsShareOfEveryGain() {
        RegressionalGoodhart noise = new RegressionalGoodhart(1, 2);
        double best = new BestOfN(64).expectedNormalMaximum();

        assertThat(noise.slope()).isEqualTo(0.2, within(1e-15));
        assertThat(noise.proxyOfBest(64)).isEqualTo(Math.sqrt(5) * best, within(1e-12));
        assertThat(noise.bestOf(64)).isEqualTo(best / Math.sqrt(5), within(1e-12));
        assertThat(noise.goldOfTilt(0.7) / noise.proxyOfTilt(0.7)).isEqualTo(0.2, within(1e-15));
        assertThat(noise.klOfTilt(2)).isEqualTo(10, within(1e-12));
    }

    @Test
    void extremeSelectionIsBestStoppedWhereTheClosedFormSays() {
        ExtremalGoodhart extremal = new ExtremalGoodhart(1.2, 1.5);
        double best = extremal.bestTilt();

        assertThat(extremal.goldOfTilt(best)).isGreaterThan(extremal.goldOfTilt(best + 1e-4));
        assertThat(extremal.goldOfTilt(best)).isGreaterThan(extremal.goldOfTilt(best - 1e-4));
        assertThat(extremal.goldOfTilt(0)).isEqualTo(extremal.bestOf(1), within(1e-12));
        assertThat(new ExtremalGoodhart(1, -0.5).bestTilt()).isInfinite();
    }

    @Test
    void pushingTheProxyDoesNothingWhereSelectingByItWorks() {
        CausalGoodhart causal = new CausalGoodhart(1.5, 1, 0.5);
        RandomGenerator random = new Seed(3).derive("causal").generator();
        double sum = 0;
        for (int i = 0; i < 40_000; i++) {
            sum += causal.drawAfterSetting(4, random).gold();
        }

        assertThat(causal.goldAt(4)).isEqualTo(3.6, within(1e-12));
        assertThat(sum / 40_000).isEqualTo(causal.goldOfSetting(4), within(4 * Math.hypot(1.5, 1) / 200));
        assertThat(causal.goldOfGain(4, 0.25)).isEqualTo(2.7, within(1e-12));
    }

    @Test
    void plantedThingsTakeOverTheTop() {
        AdversarialGoodhart adversary = new AdversarialGoodhart(0.05, 2.5, 3);

        assertThat(adversary.plantedAbove(-40)).isEqualTo(0.05, within(1e-12));
        assertThat(adversary.plantedAbove(6)).isGreaterThan(0.99);
        assertThat(adversary.bestOf(1000)).isLessThan(adversary.bestOf(1));
        assertThat(new AdversarialGoodhart(0, 2, 3).bestOf(10))
                .isEqualTo(new BestOfN(10).expectedNormalMaximum(), within(1e-10));
    }
}
