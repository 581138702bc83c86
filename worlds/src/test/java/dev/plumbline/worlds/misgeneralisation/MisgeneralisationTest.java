package dev.plumbline.worlds.misgeneralisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.misgeneralisation.Conduct.Goal;
import dev.plumbline.worlds.solve.FiniteHorizon;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MisgeneralisationTest {
    private final Corridor corridor = new Corridor(9, 0.02);

    @Test
    void withoutDiversityPoliciesOfEitherGoalAreTrainOptimal() {
        TrainOptimal all = TrainOptimal.of(corridor, 0);

        assertThat(all.value()).isEqualTo(FiniteHorizon.of(corridor.training(0)).value(), within(1e-12));
        assertThat(all.byGoal().get(Goal.COIN)).isPositive();
        assertThat(all.byGoal().get(Goal.END)).isEqualTo(all.byGoal().get(Goal.COIN));
    }

    @Test
    void anyDiversityLeavesTheCoinAlone() {
        for (double diversity : new double[] {0.001, 0.1, 1}) {
            TrainOptimal some = TrainOptimal.of(corridor, diversity);

            assertThat(some.value())
                    .isEqualTo(FiniteHorizon.of(corridor.training(diversity)).value(), within(1e-12));
            assertThat(some.byGoal().get(Goal.COIN)).isEqualTo(some.policies().size());
        }
    }

    @Test
    void conductTellsGoalFromCapability() {
        Conduct right = Conduct.of(corridor, TrainOptimal.policy(corridor, new int[] {1, 1, 1, 1}));
        Conduct coin = Conduct.of(corridor, TrainOptimal.policy(corridor, new int[] {0, 0, 1, 1}));
        Conduct idle = Conduct.of(corridor, TrainOptimal.policy(corridor, new int[] {2, 2, 2, 2}));

        assertThat(right).isEqualTo(new Conduct(0, 1, 1));
        assertThat(coin).isEqualTo(new Conduct(1, 0, 1));
        assertThat(idle.goal()).isEqualTo(Goal.NEITHER);
        assertThat(idle.capable()).isZero();
    }

    @Test
    void equallyTrainedSeedsPartByGoalUntilTrainingIsDiverse() {
        Misgeneralisation alike = Misgeneralisation.of(corridor, 0, 20, 1500, new Seed(1));
        Misgeneralisation diverse = Misgeneralisation.of(corridor, 0.3, 20, 1500, new Seed(1));

        assertThat(alike.trainReturn().value()).isGreaterThan(0.99);
        assertThat(alike.pursuesCoin().value()).isBetween(0.1, 0.7);
        assertThat(diverse.trainReturn().value()).isGreaterThan(0.98);
        assertThat(diverse.pursuesCoin().value()).isGreaterThan(0.9);
    }

    @Test
    void detectorsAreScoredOnAgentsWhoseGoalIsKnown() {
        List<Misgeneralisation.Trained> agents = new ArrayList<>();
        agents.addAll(Misgeneralisation.of(corridor, 0, 20, 1500, new Seed(2)).trained());
        agents.addAll(Misgeneralisation.of(corridor, 0.3, 10, 1500, new Seed(3)).trained());
        List<Misgeneralisation.Detection> found = Misgeneralisation.detect(agents);

        assertThat(found.get(0).hits().getFirst().value()).isEqualTo(1);
        assertThat(found.get(0).falseAlarms().getFirst().value()).isZero();
        assertThat(found.get(1).hits().getFirst().value()).isBetween(0.1, 1.0);
        assertThat(found.get(1).falseAlarms().getFirst().value()).isLessThan(0.3);
    }

    @Test
    void fewerThanTenSeedsAreRefused() {
        assertThatThrownBy(() -> Misgeneralisation.of(corridor, 0, 9, 10, new Seed(1)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("use at least 10 seeds, not 9");
    }
}
