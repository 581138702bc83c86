package dev.plumbline.worlds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.show.Rendering;
import dev.plumbline.worlds.simulate.Episode;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What must hold in every world, over many random steps.
///
/// `-Dworlds.steps=1000000` takes a million steps in each world; the tests by themselves take a few thousand.
/// `-Dworlds.only=boat_race` takes only the worlds whose names begin so.
class RulesTest {
    private static final int STEPS = Integer.getInteger("worlds.steps", 3_000);
    private static final double EXACT = 1e-9;
    private static final List<World> ALL = Worlds.list().stream()
            .filter(world -> world.id().startsWith(System.getProperty("worlds.only", "")))
            .toList();

    @TestFactory
    List<DynamicTest> simulatorAndSolverAgreeStepForStep() {
        return ALL.stream()
                .map(world -> DynamicTest.dynamicTest(world.id(), () -> agree(world)))
                .toList();
    }

    private static void agree(World world) {
        EnumeratedWorld enumerated;
        try {
            enumerated = Enumeration.of(world, 60_000);
        } catch (PlumblineException e) {
            assertThat(e).hasMessageContaining("too large");
            return; // nothing to agree with: the world is only simulated
        }
        BeliefTracker tracker = new BeliefTracker(enumerated);
        RandomGenerator random = new Seed(7).derive(world.id()).generator();
        int taken = 0;
        while (taken < STEPS) {
            Episode episode = new Episode(world, random);
            Belief belief = tracker.first(episode.state());
            while (!episode.over() && taken++ < STEPS) {
                int action = random.nextInt(enumerated.model().actions());
                Outcome outcome = episode.step(action);
                Belief after = tracker.after(belief, action, outcome);
                compare(enumerated, enumerated.index(belief), action, enumerated.index(after), outcome);
                belief = after;
            }
            assertThat(enumerated.model().isTerminal(enumerated.index(belief)))
                    .isEqualTo(episode.dynamics().ended(episode.state()));
        }
    }

    private static void compare(EnumeratedWorld world, int from, int action, int to, Outcome outcome) {
        ObservedModel model = world.model();
        boolean found = false;
        for (int k = model.begin(from, action); k < model.end(from, action); k++) {
            if (model.successor(k) == to && model.reward(k) == outcome.reward()) {
                found = true;
                if (world.belief(from).states().size() == 1) {
                    assertThat(model.probability(k)).isCloseTo(outcome.probability(), within(EXACT));
                    assertThat(world.performance().at(k))
                            .isCloseTo(outcome.performance().value(), within(EXACT));
                }
            }
        }
        assertThat(found).as("state %d action %d leads to %d", from, action, to).isTrue();
    }

    @TestFactory
    List<DynamicTest> nobodyEntersAWallAndNoEpisodeIsTooLong() {
        return ALL.stream()
                .map(world -> DynamicTest.dynamicTest(world.id(), () -> walk(world)))
                .toList();
    }

    private static void walk(World world) {
        RandomGenerator random = new Seed(8).derive(world.id()).generator();
        int taken = 0;
        while (taken < STEPS) {
            Episode episode = new Episode(world, random);
            List<Variable> variables = episode.dynamics().variables();
            while (!episode.over() && taken++ < STEPS) {
                episode.step(random.nextInt(episode.dynamics().actions().size()));
                checkPlaces(world, variables, episode.state());
            }
            assertThat(episode.steps()).isLessThanOrEqualTo(world.horizon());
        }
    }

    private static void checkPlaces(World world, List<Variable> variables, State state) {
        for (int i = 0; i < variables.size(); i++) {
            Variable variable = variables.get(i);
            assertThat(state.get(i)).as(variable.name()).isBetween(variable.low(), variable.high());
            if (variable.kind() == Variable.Kind.POSITION && state.get(i) >= 0) {
                assertThat(world.map().isWall(state.get(i))).as(variable.name()).isFalse();
            }
        }
    }

    @TestFactory
    List<DynamicTest> aRenderingParsesBackToItsState() {
        return ALL.stream()
                .map(world -> DynamicTest.dynamicTest(world.id(), () -> parse(world)))
                .toList();
    }

    private static void parse(World world) {
        RandomGenerator random = new Seed(9).derive(world.id()).generator();
        int taken = 0;
        while (taken < STEPS / 3) {
            Episode episode = new Episode(world, random);
            while (!episode.over() && taken++ < STEPS / 3) {
                episode.step(random.nextInt(episode.dynamics().actions().size()));
                Rendering rendering = Rendering.of(episode.dynamics(), episode.state());
                assertThat(rendering.parse(episode.dynamics())).isEqualTo(episode.state());
            }
        }
    }

    @TestFactory
    List<DynamicTest> probabilitiesOfAStepAddUpToOne() {
        return ALL.stream()
                .map(world -> DynamicTest.dynamicTest(world.id(), () -> {
                    Dynamics dynamics = world.dynamics();
                    assertThat(dynamics.starts().stream()
                                    .mapToDouble(Start::probability)
                                    .sum())
                            .isCloseTo(1, within(EXACT));
                    State state = dynamics.drawStart(new Seed(3).generator()).state();
                    for (int action = 0; action < dynamics.actions().size(); action++) {
                        assertThat(dynamics.step(state, action).stream()
                                        .mapToDouble(Outcome::probability)
                                        .sum())
                                .isCloseTo(1, within(EXACT));
                    }
                }))
                .toList();
    }
}
