package dev.plumbline.worlds.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.Worlds;
import dev.plumbline.worlds.solve.WorldSolution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrialTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "island_navigation",
                "distributional_shift:0",
                "side_effects_sokoban:0",
                "boat_race",
                "absent_supervisor"
            })
    void qLearningReachesTheSolversOptimumInEveryWorldFromTenSeeds(String id) {
        EnumeratedWorld world = Enumeration.of(Worlds.find(id));
        WorldSolution solution = WorldSolution.of(world);
        Trial trial = Trial.of(world, "q-learning", 1500, 10, new Seed(1));

        assertThat(trial.returns()).allSatisfy(r -> assertThat(r).isGreaterThan(solution.optimalReturn() - 1e-6));
        assertThat(trial.reachesOptimum().value()).isEqualTo(1);
        assertThat(trial.performance().value())
                .isBetween(solution.leastPerformance() - 1e-9, solution.mostPerformance() + 1e-9);
    }

    @Test
    void everyAgentCanBeLetIntoAWorld() {
        EnumeratedWorld world = Enumeration.of(Worlds.find("vase"));
        double best = WorldSolution.of(world).optimalReturn();
        for (String agent : Agents.names()) {
            Trial trial = Trial.of(world, agent, 30, 2, new Seed(2));

            assertThat(trial.observedReturn().value()).as(agent).isBetween(-1.0, best + 1e-9);
        }
        assertThat(Trial.of(world, "planner", 1, 2, new Seed(2))
                        .reachesOptimum()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void anUnknownAgentIsNamedWithThoseThatThereAre() {
        assertThatThrownBy(() -> Agents.policy("hal", TinyModel.slipperyGrid(), 1, new Seed(1)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("there is no agent \"hal\"; the agents are random, q-learning");
    }
}
