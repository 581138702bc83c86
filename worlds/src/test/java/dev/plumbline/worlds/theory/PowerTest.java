package dev.plumbline.worlds.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PowerTest {
    /// State 0 leads to k absorbing states.
    private static List<double[]> options(int k, double gamma) {
        List<double[]> visits = new ArrayList<>();
        for (int i = 1; i <= k; i++) {
            double[] row = new double[k + 1];
            row[0] = 1;
            row[i] = gamma / (1 - gamma);
            visits.add(row);
        }
        return visits;
    }

    @Test
    void theExactPowerOfOptionsIsTheirShare() {
        for (int k = 1; k <= 4; k++) {
            for (double gamma : new double[] {0.1, 0.5, 0.99}) {
                assertThat(Power.exact(options(k, gamma), 0, gamma))
                        .isEqualTo(Power.ofOptions(k), within(1e-12 / (1 - gamma)));
            }
        }
        assertThat(Power.ofOptions(4)).isEqualTo(0.8);
    }

    @Test
    void everyOptionIsEquallyLikelyOptimalSoShutdownIsMostlyAvoided() {
        double[] p = Power.optimalityProbabilities(options(4, 0.9));

        assertThat(p).containsExactly(new double[] {0.25, 0.25, 0.25, 0.25}, within(1e-12));
        assertThat(p[0] + p[1] + p[2]).isEqualTo(Power.avoidsShutdown(3), within(1e-12));
    }

    @Test
    void powerOfARandomSetOfVisitsAgreesWithSamplingItsRewards() {
        RandomGenerator random = new Seed(5).derive("visits").generator();
        double gamma = 0.8;
        List<double[]> visits = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            double[] row = random.doubles(4).toArray();
            double scale = 5 / (row[0] + row[1] + row[2] + row[3]);
            visits.add(new double[] {scale * row[0], scale * row[1], scale * row[2], scale * row[3]});
        }
        double sum = 0;
        double squares = 0;
        int draws = 200_000;
        for (int i = 0; i < draws; i++) {
            double[] r = random.doubles(4).toArray();
            double best = visits.stream().mapToDouble(v -> dot(v, r)).max().orElseThrow();
            double power = (1 - gamma) / gamma * (best - r[1]);
            sum += power;
            squares += power * power;
        }
        double mean = sum / draws;
        double standardError = Math.sqrt((squares / draws - mean * mean) / draws);

        assertThat(Power.exact(visits, 1, gamma)).isEqualTo(mean, within(4 * standardError));
        double[] p = Power.optimalityProbabilities(visits);
        assertThat(Arrays.stream(p).sum()).isEqualTo(1, within(1e-12));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void tooManyStatesAreLeftToSampling() {
        assertThatThrownBy(() -> Power.exact(options(9, 0.5), 0, 0.5))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("sample instead");
    }
}
