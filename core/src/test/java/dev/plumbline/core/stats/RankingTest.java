package dev.plumbline.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RankingTest {
    @Nested
    class BradleyTerryStrengths {
        @Test
        void ofTwoSystemsAreTheLogOddsOfWinning() {
            Strengths s = BradleyTerry.of(new double[][] {{0, 30}, {10, 0}}).strengths();

            assertThat(s.values()[0] - s.values()[1]).isEqualTo(Math.log(3), within(1e-12));
            // The error of log odds is sqrt(1/30 + 1/10).
            assertThat(s.differenceError(0, 1)).isEqualTo(Math.sqrt(1 / 30.0 + 1 / 10.0), within(1e-12));
        }

        @Test
        void stayFiniteForLopsidedRecords() {
            Strengths s = BradleyTerry.of(new double[][] {{0, 100_000}, {1, 0}}).strengths();

            assertThat(s.values()[0] - s.values()[1]).isEqualTo(Math.log(100_000), within(1e-9));
        }

        @Test
        void doNotExistForASystemThatNeverLost() {
            assertThatThrownBy(() -> BradleyTerry.of(new double[][] {{0, 3}, {0, 0}}))
                    .isInstanceOf(PlumblineException.class)
                    .satisfies(e -> assertThat(((PlumblineException) e).code()).isEqualTo(ErrorCode.UNDEFINED));
        }

        @Test
        void areRefusedForNegativeCounts() {
            assertThatThrownBy(() -> BradleyTerry.of(new double[][] {{0, -1}, {1, 0}}))
                    .hasMessageContaining("wins must be 0 or more");
        }
    }

    @Nested
    class EloIntervals {
        @Test
        void holdTheRatingOfEqualPlayersAndTellUnequalOnesApart() {
            List<EloRatings.Game> games = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                games.add(new EloRatings.Game(0, 1, i % 2));
                games.add(new EloRatings.Game(2, i % 2, i % 10 == 0 ? 0 : 1));
            }

            List<Estimate> ratings = new EloRatings(16, 1000).intervals(3, games, 400, new Seed(3), 0.95);

            assertThat(ratings.get(0).high()).isGreaterThan(ratings.get(1).low());
            assertThat(ratings.get(2).low()).isGreaterThan(ratings.get(0).high());
        }
    }

    @Nested
    class ATimeHorizon {
        @Test
        void isTheLengthAtWhichTheChanceIsAHalf() {
            double[] minutes = {1, 1, 4, 4, 16, 16, 64, 64};
            double[] successes = {1, 1, 1, 0, 0, 1, 0, 0};
            double[] once = {1, 1, 1, 1, 1, 1, 1, 1};

            // The data are symmetric about log2(8) = 3.
            assertThat(TimeHorizon.fit(minutes, successes, once)
                            .horizon(0.5, 0.95)
                            .value())
                    .isEqualTo(8, within(1e-9));
        }

        @Test
        void doesNotExistWhereLengthSeparatesSuccessFromFailure() {
            assertThatThrownBy(() ->
                            TimeHorizon.fit(new double[] {1, 2, 3}, new double[] {1, 1, 0}, new double[] {1, 1, 1}))
                    .hasMessageContaining("separated");
        }
    }

    @Nested
    class AnEquivalence {
        @Test
        void isShownWhereTheNarrowIntervalLiesWithinTheMargin() {
            Estimate wide = new Estimate(0.01, -0.02, 0.04, 0.95, "t", 100, Map.of());
            Estimate narrow = new Estimate(0.01, -0.015, 0.035, 0.9, "t", 100, Map.of());

            assertThat(Equivalence.verdict(wide, narrow, 0.04)).isEqualTo(Equivalence.Verdict.TIED);
            assertThat(Equivalence.verdict(wide, narrow, 0.03)).isEqualTo(Equivalence.Verdict.UNDECIDED);
        }

        @Test
        void isAsLikelyAsNotWhereTheDifferenceIsTheMargin() {
            assertThat(Equivalence.p(0.03, 0.01, 50, 0.03)).isEqualTo(0.5, within(1e-12));
            assertThat(Equivalence.p(0, 0.01, Double.POSITIVE_INFINITY, 0.0196)).isEqualTo(0.025, within(1e-4));
            assertThat(Equivalence.p(0.06, 0.01, 50, 0.03)).isGreaterThan(0.99);
        }
    }
}
