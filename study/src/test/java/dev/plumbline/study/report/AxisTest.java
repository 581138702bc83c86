package dev.plumbline.study.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class AxisTest {
    @Test
    void coversItsValuesWithRoundTicks() {
        Axis axis = Axis.covering(DoubleStream.of(9.49, 15.37));

        assertThat(axis.low()).isEqualTo(8);
        assertThat(axis.high()).isEqualTo(16);
        assertThat(axis.ticks()).containsExactly(8.0, 10.0, 12.0, 14.0, 16.0);
        assertThat(axis.percent(12)).isEqualTo(50);
    }

    @Test
    void aroundZeroIsEvenOnBothSides() {
        Axis axis = Axis.around(DoubleStream.of(-0.07, 0.498));

        assertThat(axis.low()).isEqualTo(-axis.high());
        assertThat(axis.percent(0)).isEqualTo(50);
        assertThat(axis.ticks()).contains(0.0);
        assertThat(axis.high()).isCloseTo(0.6, within(1e-12));
    }

    @Test
    void infiniteEndsAreDrawnAtTheEdgeAndCountAsCut() {
        Axis axis = Axis.covering(DoubleStream.of(3, 4, Double.POSITIVE_INFINITY, Double.NaN));

        assertThat(axis.high()).isEqualTo(4);
        assertThat(axis.percent(Double.POSITIVE_INFINITY)).isEqualTo(100);
        assertThat(axis.percent(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(axis.cutsAbove(Double.POSITIVE_INFINITY)).isTrue();
        assertThat(axis.cutsAbove(4)).isFalse();
        assertThat(axis.cutsBelow(Double.NEGATIVE_INFINITY)).isTrue();
    }

    @Test
    void aSingleValueOrNoneStillMakesAnAxis() {
        for (DoubleStream values : new DoubleStream[] {
            DoubleStream.of(0), DoubleStream.of(-7), DoubleStream.of(1e-300), DoubleStream.empty()
        }) {
            Axis axis = Axis.covering(values);
            assertThat(axis.low()).isLessThan(axis.high());
            assertThat(axis.ticks()).hasSizeBetween(2, 12).allMatch(Double::isFinite);
        }
    }

    @Test
    void valuesOfAnySizeGetAFewTicks() {
        for (double size = 1e-250; size < 1e250; size *= 7.3) {
            assertThat(Axis.covering(DoubleStream.of(0.31 * size, size)).ticks())
                    .hasSizeBetween(3, 9);
            assertThat(Axis.around(DoubleStream.of(0.31 * size, size)).ticks()).hasSizeBetween(3, 9);
        }
    }

    @Test
    void aCurveIsLogarithmicOnlyWhereItFallsALongWay() {
        assertThat(Axis.ofCurves(DoubleStream.of(900, 3, 1), true).log()).isTrue();
        assertThat(Axis.ofCurves(DoubleStream.of(900, 3, 1), false).log()).isFalse();
        assertThat(Axis.ofCurves(DoubleStream.of(6, 3, 0.5), true).log()).isFalse();
        assertThat(Axis.ofCurves(DoubleStream.of(900, 3, 0), true).log()).isFalse();
        assertThat(Axis.ofCurves(DoubleStream.of(100, 10, 1), true).percent(10)).isCloseTo(50, within(1e-9));
    }
}
