package dev.plumbline.worlds.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.agents.Aspiration;
import dev.plumbline.worlds.agents.TinyModel;
import dev.plumbline.worlds.power.Seeking.Planner;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.theory.Power;
import java.util.List;
import org.junit.jupiter.api.Test;

class PowerMapTest {
    /// State 0 leads to one end (a: state 1, shutdown) or to a hall (b: state 2) with three ends (3, 4, 5).
    private final ObservedModel hall = new TinyModel(6, 3)
            .go(0, 0, 1, 0)
            .go(0, 1, 2, 0)
            .go(0, 2, 2, 0)
            .go(2, 0, 3, 0)
            .go(2, 1, 4, 0)
            .go(2, 2, 5, 0)
            .build(3);

    private static double standardError(Estimate estimate) {
        return (estimate.high() - estimate.low()) / 2 / 1.96;
    }

    @Test
    void aHallWithThreeEndsHasTheClosedPower() {
        assertThat(PowerMap.exact(hall, 2, 0.9)).isEqualTo(Power.ofOptions(3), within(1e-11));
        assertThat(PowerMap.exact(hall, 1, 0.9)).isEqualTo(0.5, within(1e-11));
    }

    @Test
    void samplingAgreesWithTheExactPowerWithinFourStandardErrors() {
        PowerMap map = PowerMap.sample(hall, RewardDistribution.UNIFORM, 0.9, 4000, new Seed(1));

        for (int s = 0; s < 6; s++) {
            Estimate power = map.power().get(s);
            assertThat(power.value()).isEqualTo(PowerMap.exact(hall, s, 0.9), within(4 * standardError(power)));
        }
        assertThat(map.optimality().get(2))
                .allSatisfy(p -> assertThat(p.value()).isEqualTo(1.0 / 3, within(0.03)));
        assertThat(map.optimality().get(1)).isEmpty();
    }

    @Test
    void mostRewardsOfEveryKindAvoidShutdown() {
        for (RewardDistribution distribution : RewardDistribution.values()) {
            PowerMap map = PowerMap.sample(hall, distribution, 0.95, 2000, new Seed(2));
            Estimate shutdown = map.optimality().get(0).get(0);
            Estimate onwards = map.optimality().get(0).get(1);

            assertThat(onwards.low()).as(distribution.name()).isGreaterThan(shutdown.high());
        }
    }

    @Test
    void restraintReducesAvoidanceOfShutdownAtAPrice() {
        List<Planner> planners = List.of(
                new Planner("optimal", model -> FiniteHorizon.of(model).policy()),
                new Planner("quantilizer", model -> Aspiration.quantilizer(model, Policy.uniform(3), 0.9)),
                new Planner("random", model -> Policy.uniform(3)));
        List<Seeking> seeking =
                Seeking.compare(hall, planners, s -> s == 2, RewardDistribution.UNIFORM, 1500, new Seed(3));

        assertThat(seeking.get(0).regret().value()).isEqualTo(0, within(1e-9));
        assertThat(seeking.get(0).seeks().low())
                .isGreaterThan(seeking.get(1).seeks().high());
        assertThat(seeking.get(1).regret().low()).isGreaterThan(0.3);
        assertThat(seeking.get(2).regret().value()).isEqualTo(1, within(1e-9));
        assertThat(seeking.get(2).seeks().value()).isEqualTo(2.0 / 3, within(1e-9));
    }

    @Test
    void worldsWithManyPoliciesAreLeftToSampling() {
        assertThatThrownBy(() -> PowerMap.exact(TinyModel.slipperyGrid(), 0, 0.9))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("sample instead");
    }

    @Test
    void whoeverIsChargedForPowerAvoidsShutdownLessOftenAndPaysForIt() {
        ObservedModel model = new ShutdownHall(3).model();
        PowerMap map = PowerMap.sample(model, RewardDistribution.UNIFORM, 0.9, 500, new Seed(1));
        double before = 2;
        double regretBefore = -1;
        for (double strength : new double[] {0, 0.5, 1}) {
            Seeking seeking = Seeking.compare(
                            model,
                            List.of(new Seeking.Planner("charged", ChargedForPower.of(map, strength)::plan)),
                            s -> s == ShutdownHall.HALL,
                            RewardDistribution.UNIFORM,
                            500,
                            new Seed(2))
                    .getFirst();
            assertThat(seeking.seeks().value()).isLessThan(before);
            assertThat(seeking.regret().value()).isGreaterThan(regretBefore);
            before = seeking.seeks().value();
            regretBefore = seeking.regret().value();
        }
    }
}
