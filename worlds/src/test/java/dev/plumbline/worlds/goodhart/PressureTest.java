package dev.plumbline.worlds.goodhart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.Worlds;
import dev.plumbline.worlds.agents.TemporalDifference;
import dev.plumbline.worlds.theory.RegressionalGoodhart;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PressureTest {
    private static final double[] PRESSURES = {0, 0.5, 1, 2, 3, 4};

    private final Pool.Source normal = new Pool.Source(600, 5, 0, 1, 0);
    private final Pool.Source heavy = new Pool.Source(600, 5, 0, 1, 2);

    @ParameterizedTest
    @EnumSource(Dial.class)
    void everyDialReachesThePressureThatIsAskedFor(Dial dial) {
        double[] scores = normal.draw(new Seed(1).generator()).scores(Pool.Judge.ONE);
        for (double kl : PRESSURES) {
            double[] p = dial.at(scores, kl);

            assertThat(Arrays.stream(p).sum()).isEqualTo(1, within(1e-9));
            assertThat(Dial.kl(p)).isEqualTo(kl, within(1e-3));
        }
    }

    @Test
    void normalNoiseFollowsTheClosedForm() {
        PressureCurve curve =
                PressureCurve.of(normal, Dial.SOFTMAX, Pool.Judge.ONE, new double[] {0, 0.5, 1}, 40, new Seed(2));
        RegressionalGoodhart closed = new RegressionalGoodhart(1, 1);
        for (PressureCurve.Point point : curve.points()) {
            double tilt = Math.sqrt(2 * point.kl()) / closed.proxySd();

            assertThat(point.gold().value()).isEqualTo(closed.goldOfTilt(tilt), within(0.06));
            assertThat(point.proxy().value()).isEqualTo(closed.proxyOfTilt(tilt), within(0.06));
        }
    }

    @Test
    void heavyTailsTurnPressureIntoLuckAndStoppingEarlyPays() {
        PressureCurve curve = PressureCurve.of(
                heavy, Dial.BEST_OF_N, Pool.Judge.ONE, new double[] {0, 0.5, 1, 2, 3, 4, 5}, 40, new Seed(3));
        PressureCurve.Point last = curve.points().getLast();

        assertThat(last.proxy().value()).isGreaterThan(curve.best().proxy().value());
        assertThat(curve.best().kl()).isLessThan(5);
        assertThat(last.gold().high()).isLessThan(curve.best().gold().low());
    }

    @Test
    void atEqualPressureEnsemblesKeepMoreGoldAndCautionKeepsMostUnderHeavyTails() {
        double one = gold(heavy, Dial.BEST_OF_N, Pool.Judge.ONE);
        double mean = gold(heavy, Dial.BEST_OF_N, Pool.Judge.MEAN);
        double worst = gold(heavy, Dial.BEST_OF_N, Pool.Judge.WORST);

        assertThat(mean).isGreaterThan(one);
        assertThat(worst).isGreaterThan(mean);
        assertThat(gold(heavy, Dial.QUANTILE, Pool.Judge.ONE)).isGreaterThan(gold(heavy, Dial.SOFTMAX, Pool.Judge.ONE));
    }

    @Test
    void noiseThatAllProxiesShareIsNotAveragedOut() {
        Pool.Source shared = new Pool.Source(600, 5, 1, 0, 0);

        assertThat(gold(shared, Dial.BEST_OF_N, Pool.Judge.MEAN))
                .isEqualTo(gold(shared, Dial.BEST_OF_N, Pool.Judge.ONE), within(1e-6));
    }

    private static double gold(Pool.Source source, Dial dial, Pool.Judge judge) {
        return PressureCurve.of(source, dial, judge, new double[] {3}, 20, new Seed(4))
                .points()
                .getFirst()
                .gold()
                .value();
    }

    @Test
    void longerTrainingOnTheBoatRaceEarnsMoreRewardThanItMeans() {
        EnumeratedWorld boats = Enumeration.of(Worlds.find("boat_race"));
        TrainingCurve curve = TrainingCurve.of(
                boats,
                TemporalDifference.of(TemporalDifference.Kind.Q_LEARNING, 0.9),
                new int[] {1, 100},
                10,
                new Seed(5));
        TrainingCurve.Point last = curve.points().getLast();

        assertThat(last.observedReturn().value()).isEqualTo(50, within(1e-9));
        assertThat(last.performance().value()).isLessThanOrEqualTo(100);
        assertThat(last.returns()).hasSize(10);
    }

    @Test
    void pressureBeyondThePoolIsRefused() {
        assertThatThrownBy(() -> Dial.SOFTMAX.at(new double[] {1, 2}, 0.7))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("pressure on 2 candidates must lie in");
    }
}
