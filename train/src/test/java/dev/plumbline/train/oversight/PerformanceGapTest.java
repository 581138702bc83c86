package dev.plumbline.train.oversight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PerformanceGapTest {
    private static final double LEVEL = .95;

    private static double[] rights(int right, int all) {
        double[] rights = new double[all];
        Arrays.fill(rights, 0, right, 1);
        return rights;
    }

    @Test
    void theRatioIsThatOfTheMeans() {
        PerformanceGap gap = new PerformanceGap(rights(60, 100), rights(75, 100), rights(90, 100), .02);
        Estimate recovered = gap.recovered(LEVEL).orElseThrow();

        assertThat(recovered.value()).isCloseTo(.5, within(1e-12));
        assertThat(recovered.low()).isBetween(.2, .5);
        assertThat(recovered.high()).isBetween(.5, .8);
        assertThat(gap.suppressed(LEVEL)).isEmpty();
    }

    @Test
    void aStudentAsGoodAsItsCeilingRecoversExactlyAll() {
        Estimate all = new PerformanceGap(rights(60, 100), rights(90, 100), rights(90, 100), .02)
                .recovered(LEVEL)
                .orElseThrow();
        assertThat(all.value()).isCloseTo(1, within(1e-12));
        assertThat(all.low()).isCloseTo(1, within(1e-9));
        assertThat(all.high()).isCloseTo(1, within(1e-9));
    }

    @Test
    void noGapNoRatio() {
        // the gap is 2 of 100: its interval reaches below 0
        PerformanceGap small = new PerformanceGap(rights(60, 100), rights(61, 100), rights(62, 100), 0);
        assertThat(small.recovered(LEVEL)).isEmpty();
        assertThat(small.suppressed(LEVEL)).contains("PGR is not shown", "0.020");

        PerformanceGap inverted = new PerformanceGap(rights(90, 100), rights(75, 100), rights(60, 100), 0);
        assertThat(inverted.recovered(LEVEL)).isEmpty();
    }

    @Test
    void aGapBelowTheLeastIsSuppressedHoweverSure() {
        assertThat(new PerformanceGap(rights(600, 1000), rights(610, 1000), rights(630, 1000), .05).recovered(LEVEL))
                .isEmpty();
        assertThat(new PerformanceGap(rights(600, 1000), rights(610, 1000), rights(630, 1000), .02).recovered(LEVEL))
                .isPresent();
    }

    @Test
    void theIntervalCoversTheTruthAsOftenAsItSays() {
        RandomGenerator random = new Seed(3).generator();
        int covered = 0;
        int shown = 0;
        for (int run = 0; run < 600; run++) {
            int n = 200;
            double[] weak = new double[n];
            double[] student = new double[n];
            double[] ceiling = new double[n];
            for (int i = 0; i < n; i++) {
                // one difficulty for all three, so that their scores are paired
                double u = random.nextDouble();
                weak[i] = u < .7 ? 1 : 0;
                student[i] = u < .75 || random.nextDouble() < .1 && u > .9 ? 1 : 0;
                ceiling[i] = u < .9 ? 1 : 0;
            }
            var recovered = new PerformanceGap(weak, student, ceiling, 0).recovered(LEVEL);
            shown += recovered.isPresent() ? 1 : 0;
            double truth = (.75 + .01 - .7) / .2;
            covered += recovered.filter(estimate -> !estimate.excludes(truth)).isPresent() ? 1 : 0;
        }
        assertThat(shown).isEqualTo(600);
        // 95 % of 600 is 570; four standard deviations are 21
        assertThat(covered).isBetween(549, 591);
    }

    @Test
    void scoresOfOtherQuestionsAreRefused() {
        assertThatThrownBy(() -> new PerformanceGap(rights(1, 2), rights(1, 3), rights(1, 2), 0))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("the same two or more questions");
    }
}
