package dev.plumbline.worlds.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import org.junit.jupiter.api.Test;

class ValueLockInTest {
    @Test
    void whereNothingIsGainedByLockingInAndOversightIsFreeStayingOpenIsBest() {
        ValueLockIn.Solution free = new ValueLockIn(20, 0.5, 0.7, 0, 0, 0, 0, 0).solve();

        assertThat(free.first()).isEqualTo(ValueLockIn.Move.STAY_OPEN);
        assertThat(free.value()).isCloseTo(free.neverLocked(), within(1e-12));
        assertThat(free.lockedAtOnce()).isCloseTo(10, within(1e-12));
        assertThat(free.worthOfCorrection()).isPositive();
    }

    @Test
    void whereOpinionsSayNothingOneLocksInAtOnce() {
        ValueLockIn.Solution deaf = new ValueLockIn(20, 0.6, 0.5, 0.2, 0.1, 0, 0, 0).solve();

        assertThat(deaf.first()).isEqualTo(ValueLockIn.Move.LOCK_IN);
        assertThat(deaf.value()).isCloseTo(20 * 1.2 * 0.6, within(1e-12));
        assertThat(deaf.neverLocked()).isCloseTo(20 * (0.6 - 0.1), within(1e-12));
    }

    /// Two periods by hand: open, then locked with the belief that one opinion leaves.
    @Test
    void twoPeriodsAreAsReckonedByHand() {
        ValueLockIn.Solution two = new ValueLockIn(2, 0.5, 0.9, 0.5, 0.1, 0, 0, 0).solve();

        assertThat(two.lockedAtOnce()).isCloseTo(2 * 1.5 * 0.5, within(1e-12));
        assertThat(two.value()).isCloseTo(0.5 - 0.1 + 1.5 * 0.9, within(1e-12));
        assertThat(two.first()).isEqualTo(ValueLockIn.Move.STAY_OPEN);
    }

    /// A rollback that always works and costs nothing, and opinions that are heard all the same: locking in binds
    /// nobody.
    @Test
    void theMoreCertainARollbackTheMoreTheSameProblemIsWorth() {
        double before = 0;
        for (double reversible : new double[] {0, 0.3, 0.6, 1}) {
            double value = new ValueLockIn(30, 0.5, 0.7, 0.3, 0.2, 1, reversible, 0.1)
                    .solve()
                    .value();
            assertThat(value).isGreaterThanOrEqualTo(before - 1e-12);
            before = value;
        }
        assertThat(before)
                .isGreaterThan(new ValueLockIn(30, 0.5, 0.7, 0.3, 0.2, 1, 0, 0.1)
                        .solve()
                        .value());
    }

    @Test
    void dearerOversightMakesLockingInComeFirst() {
        assertThat(new ValueLockIn(10, 0.5, 0.8, 0.1, 0.05, 0, 0, 0).solve().first())
                .isEqualTo(ValueLockIn.Move.STAY_OPEN);
        assertThat(new ValueLockIn(10, 0.5, 0.8, 0.1, 5, 0, 0, 0).solve().first())
                .isEqualTo(ValueLockIn.Move.LOCK_IN);
    }

    @Test
    void beliefsFollowTheOpinions() {
        ValueLockIn problem = new ValueLockIn(5, 0.5, 0.8, 0, 0, 0, 0, 0);

        assertThat(problem.belief(0)).isEqualTo(0.5);
        assertThat(problem.belief(1)).isCloseTo(0.8, within(1e-12));
        assertThat(problem.belief(-2)).isCloseTo(0.04 / (0.04 + 0.64), within(1e-12));
    }

    @Test
    void aPriorThatLeavesNoDoubtIsRefused() {
        assertThatThrownBy(() -> new ValueLockIn(5, 1, 0.8, 0, 0, 0, 0, 0))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("prior");
    }
}
