package dev.plumbline.worlds.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OffSwitchGameTest {
    @Test
    void theStandardBeliefGivesThePublishedIncentives() {
        assertThat(OffSwitchGame.rational(0, 1).delta()).isEqualTo(1 / Math.sqrt(2 * Math.PI), within(1e-15));
        assertThat(new OffSwitchGame(0, 1, 1).delta()).isEqualTo(0.20662, within(5e-6));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "0.5, 2, 0.3", "-3, 1, 0.01", "2, 0.1, 5", "-0.7, 4, 20", "1, 3, 0.0001", "10, 1, 1"})
    void theNoisyIncentiveIsTheFullIntegral(double mean, double sd, double beta) {
        OffSwitchGame game = new OffSwitchGame(mean, sd, beta);
        double direct = fine(u -> u * game.allows(u), mean, sd);

        assertThat(game.waitValue()).isEqualTo(direct, within(1e-10));
        assertThat(game.delta()).isEqualTo(direct - Math.max(mean, 0), within(1e-10));
        assertThat(game.allowProbability()).isEqualTo(fine(game::allows, mean, sd), within(1e-10));
    }

    /// A plain midpoint sum of two million cells, split at 0 where a small beta makes a step.
    private static double fine(DoubleUnaryOperator f, double mean, double sd) {
        double low = mean - 12 * sd;
        double high = mean + 12 * sd;
        double sum = 0;
        int cells = 2_000_000;
        double width = (high - low) / cells;
        for (int i = 0; i < cells; i++) {
            double u = low + (i + 0.5) * width;
            double z = (u - mean) / sd;
            sum += f.applyAsDouble(u) * Math.exp(-z * z / 2);
        }
        return sum * width / (sd * Math.sqrt(2 * Math.PI));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 1", "-0.5, 1", "2, 0.7", "-3, 0.01"})
    void waitingPaysExactlyWhereTheVarianceExceedsTwiceNoiseTimesMean(double mean, double beta) {
        double even = Math.sqrt(2 * beta * Math.abs(mean));

        assertThat(new OffSwitchGame(mean, even, beta).delta()).isEqualTo(0, within(1e-13));
        assertThat(new OffSwitchGame(mean, even * 1.01, beta).delta()).isPositive();
        assertThat(new OffSwitchGame(mean, even * 0.99, beta).delta()).isNegative();
    }

    @Test
    void aVanishingNoiseIsARationalHuman() {
        assertThat(new OffSwitchGame(0.4, 1.5, 1e-9).delta())
                .isEqualTo(OffSwitchGame.rational(0.4, 1.5).delta(), within(1e-12));
    }

    /// Whoever tosses a coin allows half of everything: waiting is worth half of acting.
    @ParameterizedTest
    @CsvSource({"0.4, 1.5", "-2, 3", "0, 1"})
    void anInfiniteNoiseIsACoin(double mean, double sd) {
        OffSwitchGame coin = new OffSwitchGame(mean, sd, Double.POSITIVE_INFINITY);

        assertThat(coin.waitValue()).isEqualTo(mean / 2, within(1e-12));
        assertThat(coin.delta()).isEqualTo(mean / 2 - Math.max(mean, 0), within(1e-12));
        assertThat(coin.allowProbability()).isEqualTo(0.5);
        assertThat(new OffSwitchGame(mean, sd, 1e12).delta()).isEqualTo(coin.delta(), within(1e-9));
    }

    @Test
    void aCertainRobotDefersOnlyToARationalHuman() {
        assertThat(OffSwitchGame.rational(1, 0).best()).isEqualTo(OffSwitchGame.Move.WAIT);
        assertThat(new OffSwitchGame(1, 0, 1).best()).isEqualTo(OffSwitchGame.Move.ACT);
        assertThat(new OffSwitchGame(-1, 0, 1).best()).isEqualTo(OffSwitchGame.Move.OFF);
    }

    @ParameterizedTest
    @CsvSource({"0.3, 1, 0", "-0.5, 2, 0.7", "1, 1, 1"})
    void playedGamesAgreeWithinFourStandardErrors(double mean, double sd, double beta) {
        OffSwitchGame game = new OffSwitchGame(mean, sd, beta);
        Estimate played =
                game.simulate(200_000, new Seed(7).derive("off-switch").generator(), 0.95);
        double standardError = (played.high() - played.low()) / 2 / 1.96;

        assertThat(played.value()).isEqualTo(game.delta(), within(4 * standardError));
    }

    @Test
    void whatIsNoGameIsRefused() {
        assertThatThrownBy(() -> new OffSwitchGame(0, -1, 0))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("sd must be a finite number of at least 0, not -1.0");
        assertThatThrownBy(() -> new OffSwitchGame(Double.NaN, 1, 0)).isInstanceOf(PlumblineException.class);
        assertThatThrownBy(() -> new OffSwitchGame(0, 1, -2)).isInstanceOf(PlumblineException.class);
    }
}
