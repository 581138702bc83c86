package dev.plumbline.worlds.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.theory.RepeatedBandit.Kind;
import dev.plumbline.worlds.theory.RepeatedBandit.Player;
import org.junit.jupiter.api.Test;

class RepeatedBanditTest {
    private static final Seed SEED = new Seed(1);

    /// The foe is deterministic once its estimate is known, so whoever keeps the same estimate always wins.
    @Test
    void whoRemembersWinsEveryEpisodeAgainstFriendAndFoe() {
        assertThat(RepeatedBandit.published(Kind.FRIEND).best(12)).isCloseTo(46, within(1e-12));
        assertThat(RepeatedBandit.published(Kind.FOE).best(12)).isCloseTo(46, within(1e-12));
        assertThat(RepeatedBandit.published(Kind.NEUTRAL).best(12)).isCloseTo(26, within(1e-12));
    }

    @Test
    void aFairCoinEarnsTheSameWhoeverHidesThePrize() {
        for (Kind kind : Kind.values()) {
            assertThat(RepeatedBandit.published(kind).memoryless(0.5, 15)).isCloseTo(21, within(1e-12));
        }
    }

    @Test
    void habitsArePunishedByTheFoeAndPaidByTheFriend() {
        assertThat(RepeatedBandit.published(Kind.FOE).memoryless(1, 15)).isCloseTo(-4, within(1e-12));
        assertThat(RepeatedBandit.published(Kind.FOE).memoryless(0.8, 15)).isLessThan(21);
        assertThat(RepeatedBandit.published(Kind.FRIEND).memoryless(0, 15)).isCloseTo(46, within(1e-12));
        assertThat(RepeatedBandit.published(Kind.NEUTRAL).memoryless(0, 15)).isCloseTo(26, within(1e-12));
    }

    /// By hand: the first prize lies on the left; after a step to the right the foe hides it on the left again.
    @Test
    void theFirstTwoEpisodesAreAsReckonedByHand() {
        RepeatedBandit foe = RepeatedBandit.published(Kind.FOE);

        assertThat(foe.memoryless(0, 1)).isCloseTo(46, within(1e-12));
        assertThat(foe.memoryless(0, 2)).isCloseTo((46 - 4) / 2.0, within(1e-12));
        assertThat(foe.memoryless(1, 2)).isCloseTo(-4, within(1e-12));
    }

    @Test
    void whatIsPlayedAgreesWithWhatIsExact() {
        Estimate coin = RepeatedBandit.published(Kind.FOE).play(Player.COIN, 15, 4000, SEED);

        assertThat(coin.low()).isLessThan(21);
        assertThat(coin.high()).isGreaterThan(21);
    }

    @Test
    void learnersThatTrustAveragesAreExploitedAndExponentialWeightsAreNot() {
        RepeatedBandit foe = RepeatedBandit.published(Kind.FOE);
        Estimate averages = foe.play(Player.AVERAGES, 2000, 20, SEED);
        Estimate weights = foe.play(Player.EXPONENTIAL_WEIGHTS, 2000, 20, SEED);

        assertThat(averages.high()).isLessThan(weights.low());
        assertThat(weights.value()).isGreaterThan(18);
        assertThat(foe.play(Player.HISTORY, 2000, 20, SEED).value()).isEqualTo(46);
    }
}
