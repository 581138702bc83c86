package dev.plumbline.study.report;

import static dev.plumbline.study.report.SamplePages.mean;
import static dev.plumbline.study.report.SamplePages.named;
import static dev.plumbline.study.report.SamplePages.rate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Estimate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    void aProportionIsWrittenInPercent() {
        assertThat(Scale.of(List.of(named("sycophancy", "m", rate(0.3, 90, 0), ""))))
                .isEqualTo(Scale.PERCENT);
    }

    @Test
    void aMeanThatIsSaidToBeAShareIsWrittenInPercent() {
        assertThat(Scale.of(List.of(named("facts", "m", mean(0.98, 0.03, 90), "Share of right answers."))))
                .isEqualTo(Scale.PERCENT);
        assertThat(Scale.of(List.of(named("accuracy", "m", mean(0.98, 0.03, 90), ""))))
                .isEqualTo(Scale.PERCENT);
    }

    @Test
    void aValueThatHappensToLieBetweenZeroAndOneStaysAValue() {
        assertThat(Scale.of(List.of(named("alpha", "m", mean(0.61, 0.05, 90), "Agreement among raters.")))
                        .percent())
                .isFalse();
    }

    @Test
    void aRateAboveOneIsNotAPercentage() {
        assertThat(Scale.of(List.of(named("rate", "m", mean(3.1, 0.5, 90), "Rate per hour.")))
                        .percent())
                .isFalse();
    }

    @Test
    void aValueHasTwoDigitsOfItsIntervalsHalfWidth() {
        assertThat(Scale.values(List.of(mean(14.9, 0.47, 9), mean(12, 2, 9))).decimals())
                .isEqualTo(2);
        assertThat(Scale.values(List.of(mean(812, 31, 9))).decimals()).isZero();
    }

    @Test
    void aDifferenceOnItsOwnIsInPointsIfItsMethodIsOneForRates() {
        Estimate difference = new Estimate(0.2, 0.1, 0.3, 0.95, "newcombe, paired", 90, Map.of());

        assertThat(Scale.ofDifference(difference)).isEqualTo(Scale.PERCENT);
        assertThat(Scale.ofDifference(mean(0.2, 0.1, 90)).percent()).isFalse();
    }
}
