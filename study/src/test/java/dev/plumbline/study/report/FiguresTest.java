package dev.plumbline.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Estimate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final Scale VALUE = new Scale(false, 2);

    private static Estimate estimate(double value, double low, double high) {
        return new Estimate(value, low, high, 0.95, "t", 12, Map.of());
    }

    /// With ordinary spaces in place of the narrow ones, for reading.
    private static String plain(String figure) {
        return figure.replace('\u202f', ' ').replace('\u00a0', ' ');
    }

    @Nested
    class AnEstimate {
        @Test
        void ofARateIsAPercentageWithItsIntervalInBrackets() {
            assertThat(plain(Figures.estimate(estimate(0.6237, 0.5764, 0.67), Scale.PERCENT)))
                    .isEqualTo("62.4 % [57.6, 67.0]");
        }

        @Test
        void ofAValueKeepsItsDecimals() {
            assertThat(plain(Figures.estimate(estimate(12.1, 11.715, 12.485), VALUE)))
                    .isEqualTo("12.10 [11.72, 12.49]");
        }

        @Test
        void mayHaveAnIntervalWithoutEnds() {
            assertThat(plain(Figures.interval(estimate(1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY), VALUE)))
                    .isEqualTo("[−∞, ∞]");
        }

        @Test
        void isNeverWrittenAsMinusZero() {
            assertThat(Figures.value(-0.001, VALUE)).isEqualTo("0.00");
            assertThat(Figures.difference(0.001, VALUE)).isEqualTo("0.00");
        }

        @Test
        void beyondAllBoundsIsWrittenWithAnExponent() {
            assertThat(Figures.value(-3.2e12, VALUE)).isEqualTo("−3.2e12");
            assertThat(Figures.value(3.2e-7, new Scale(false, Scale.DECIMALS))).isEqualTo("3.2e−7");
        }
    }

    @Nested
    class ADifference {
        @Test
        void ofRatesIsInPointsAndSigned() {
            assertThat(plain(Figures.difference(estimate(0.43, 0.362, 0.498), Scale.PERCENT)))
                    .isEqualTo("+43.0 pts [+36.2, +49.8]");
        }

        @Test
        void belowZeroHasATrueMinus() {
            assertThat(plain(Figures.difference(estimate(-0.32, -0.36, -0.28), VALUE)))
                    .isEqualTo("−0.32 [−0.36, −0.28]");
        }
    }

    @Test
    void aPValueHasThreeDecimalsAndNoLeadingZero() {
        assertThat(Figures.p(0.0341)).isEqualTo(".034");
        assertThat(Figures.p(0.00099)).isEqualTo("< .001");
        assertThat(Figures.p(0)).isEqualTo("< .001");
        assertThat(Figures.p(1)).isEqualTo("> .999");
        assertThat(Figures.p(Double.NaN)).isEqualTo("undefined");
        assertThat(plain(Figures.pEquals(0.05))).isEqualTo("p = .050");
        assertThat(plain(Figures.pEquals(1e-9))).isEqualTo("p < .001");
        assertThat(plain(Figures.pEquals(Double.NaN))).isEqualTo("p undefined");
    }

    @Test
    void aDurationIsReadAsPeopleSayIt() {
        assertThat(List.of(0.04, 12.34, 59.94, 59.96, 125.0, 3599.4, 3725.0).stream()
                        .map(Figures::seconds)
                        .map(FiguresTest::plain))
                .containsExactly("0.0 s", "12.3 s", "59.9 s", "1 min 00 s", "2 min 05 s", "59 min 59 s", "1 h 02 min");
    }

    @Test
    void aNumberWithoutAScaleHasThreeDigits() {
        assertThat(List.of(0.0, 1.0, 17.0, 0.69314, -2.5, 123456.0, 1e9, 0.0000123).stream()
                        .map(Figures::number))
                .containsExactly("0", "1", "17", "0.693", "−2.5", "123,456", "1.0e9", "1.23e−5");
    }

    @Test
    void countsAreGroupedAndAgreeWithTheirNoun() {
        assertThat(Figures.count(2312)).isEqualTo("2,312");
        assertThat(Figures.count(1, "stage", "stages")).isEqualTo("1 stage");
        assertThat(Figures.count(0, "stage", "stages")).isEqualTo("0 stages");
    }

    @Test
    void aShareThatIsNotNothingIsNotShownAsNothing() {
        assertThat(plain(Figures.share(0.0001))).isEqualTo("< 1 %");
        assertThat(plain(Figures.share(0))).isEqualTo("0 %");
        assertThat(plain(Figures.share(0.426))).isEqualTo("43 %");
    }
}
