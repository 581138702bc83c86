package dev.plumbline.worlds.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.theory.StochasticOracleDebate.Alice;
import dev.plumbline.worlds.theory.StochasticOracleDebate.Bob;
import dev.plumbline.worlds.theory.StochasticOracleDebate.Oracle;
import dev.plumbline.worlds.theory.StochasticOracleDebate.Outcome;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StochasticOracleDebateTest {
    private static final int ROUNDS = 1500;

    private final StochasticOracleDebate debate = new StochasticOracleDebate(3, 1.5);

    /// Three fair bits, then a last one that is likely to follow their majority.
    private static Oracle majority(double ifMost, double ifFew) {
        return (length, bits) -> length < 3 ? 0.5 : Long.bitCount(bits & 7) >= 2 ? ifMost : ifFew;
    }

    private static final Oracle IN = majority(0.85, 0.65);
    private static final Oracle OUT = majority(0.35, 0.15);

    private double wins(Oracle oracle, Alice alice, Bob bob) {
        RandomGenerator random = new Seed(11).derive("debate").generator();
        int ones = 0;
        for (int i = 0; i < ROUNDS; i++) {
            ones += debate.play(oracle, alice, bob, random).one() ? 1 : 0;
        }
        return (double) ones / ROUNDS;
    }

    @Test
    void theOracleIsAsSmoothAsTheProtocolAssumes() {
        assertThat(debate.truth(IN)).isEqualTo(0.75, within(1e-15));
        assertThat(debate.truth(OUT)).isEqualTo(0.25, within(1e-15));
        for (double e = 0.001; e <= 1; e *= 1.2) {
            assertThat(debate.largestChange(IN, e)).isLessThanOrEqualTo(debate.k() * e);
            assertThat(debate.largestChange(OUT, e)).isLessThanOrEqualTo(debate.k() * e);
        }
    }

    @Test
    void queriesStayWithinTheProvenBounds() {
        Outcome silent = debate.play(IN, debate.honestAlice(), debate.silentBob(), new Seed(1).generator());
        Outcome checked = debate.play(IN, debate.honestAlice(), debate.honestBob(), new Seed(1).generator());
        Outcome quarrel = debate.play(IN, debate.honestAlice(), debate.quarrelsomeBob(), new Seed(1).generator());

        assertThat(silent.aliceQueries()).isEqualTo(300_808).isLessThanOrEqualTo((long) debate.aliceBound());
        assertThat(checked.bobQueries()).isEqualTo(133_696).isLessThanOrEqualTo((long) debate.bobBound());
        assertThat(quarrel.veraQueries()).isEqualTo(238_425).isLessThanOrEqualTo((long) debate.veraBound());
        assertThat(Math.round(debate.aliceBound())).isEqualTo(300_812);
        assertThat(debate.veraBound()).isEqualTo(238_501);
        assertThat(new StochasticOracleDebate(50, 1.5).veraBound()).isEqualTo(debate.veraBound());
    }

    @Test
    void honestAliceWinsTrueClaimsAgainstWhateverBobDoes() {
        double standardError = Math.sqrt(0.75 * 0.25 / ROUNDS);
        Bob picky = (length, bits, stated, asker) -> length < 3;

        assertThat(wins(IN, debate.honestAlice(), debate.honestBob())).isEqualTo(0.75, within(4 * standardError));
        assertThat(wins(IN, debate.honestAlice(), debate.quarrelsomeBob())).isGreaterThan(0.99);
        assertThat(wins(IN, debate.honestAlice(), picky)).isGreaterThanOrEqualTo(debate.guarantee());
    }

    @Test
    void honestBobWinsFalseClaimsAgainstWhateverAliceDoes() {
        double standardError = Math.sqrt(0.75 * 0.25 / ROUNDS);

        assertThat(wins(OUT, debate.honestAlice(), debate.honestBob())).isEqualTo(0.25, within(4 * standardError));
        assertThat(wins(OUT, debate.lyingAlice(0.3), debate.honestBob())).isLessThan(0.01);
        assertThat(wins(OUT, debate.lyingAlice(0.02), debate.honestBob())).isLessThanOrEqualTo(1 - debate.guarantee());
    }

    @Test
    void withoutBobALieWouldWin() {
        assertThat(wins(OUT, debate.lyingAlice(0.6), debate.silentBob())).isGreaterThan(0.7);
    }
}
