package dev.plumbline.worlds.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    @Test
    void knownRewardsAreLearnedBackUpToTheirScaleExceptFromBiasedRaters() {
        List<Recovery> all = Recovery.all(600, 100, 10, new Seed(1));

        assertThat(all).hasSize(6);
        for (Recovery recovery : all) {
            assertThat(recovery.similarity().n()).isEqualTo(10);
            if (recovery.learner().contains("biased")) {
                assertThat(recovery.similarity().high()).isLessThan(0.97);
            } else {
                assertThat(recovery.similarity().value()).as(recovery.learner()).isGreaterThan(0.9);
                assertThat(recovery.regret().value()).as(recovery.learner()).isLessThan(0.1);
            }
        }
    }

    @Test
    void fewerThanTenSeedsAreRefused() {
        assertThatThrownBy(() -> Recovery.all(100, 10, 9, new Seed(1)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("seeds");
    }
}
