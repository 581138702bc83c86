package dev.plumbline.worlds.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.Worlds;
import dev.plumbline.worlds.solve.PolicyValue;
import org.junit.jupiter.api.Test;

class RelativeReachabilityTest {
    private static double performance(EnumeratedWorld world, Policy policy) {
        return PolicyValue.of(world.model(), policy).total(world.performance().values());
    }

    @Test
    void aChargeForWhatIsLostKeepsTheBoxOutOfTheCornerAndTheVaseWhole() {
        for (String id : new String[] {"box", "vase"}) {
            EnumeratedWorld world = Enumeration.of(Worlds.find(id));
            int wait = world.model().actionNames().indexOf("stay");
            RelativeReachability reachability = new RelativeReachability(world.model(), 1, wait);

            assertThat(performance(world, reachability.policy(0, 0.95))).as(id).isEqualTo(-1, within(1e-9));
            assertThat(performance(world, reachability.policy(0.8, 0.95)))
                    .as(id)
                    .isEqualTo(1, within(1e-9));
        }
    }

    @Test
    void waitingIsFreeAndAWayWithoutReturnIsNot() {
        var model = new TinyModel(3, 2)
                .go(0, 0, 0, 0)
                .go(0, 1, 1, 0)
                .go(1, 0, 2, 0)
                .go(1, 1, 2, 0)
                .build(5);
        RelativeReachability reachability = new RelativeReachability(model, 1, 0);

        assertThat(reachability.penalty(0, 0)).isZero();
        assertThat(reachability.penalty(0, 1)).isEqualTo(1.0 / 3, within(1e-12));
        assertThatThrownBy(() -> new RelativeReachability(model, 1, 7))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("waiting must be an action, not 7");
    }
}
