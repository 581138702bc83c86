package dev.plumbline.worlds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.show.PolicyPicture;
import dev.plumbline.worlds.show.SvgPicture;
import dev.plumbline.worlds.show.TerminalPicture;
import dev.plumbline.worlds.simulate.Episode;
import dev.plumbline.worlds.simulate.Evaluation;
import dev.plumbline.worlds.simulate.VectorSimulator;
import dev.plumbline.worlds.solve.Discounted;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import dev.plumbline.worlds.solve.Reachability;
import dev.plumbline.worlds.solve.WorldSolution;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SolverTest {
    private static final double EXACT = 1e-9;

    @Nested
    class Discounting {
        @ParameterizedTest
        @ValueSource(strings = {"boat_race", "whisky_gold", "island_navigation", "safe_interruptibility:1"})
        void policyIterationFindsWhatValueIterationFinds(String id) {
            ObservedModel model = Enumeration.of(Worlds.find(id)).model();
            Discounted byValue = Discounted.valueIteration(model, 0.95, 1e-10);
            Discounted byPolicy = Discounted.policyIteration(model, 0.95, 1e-10);

            for (int s = 0; s < model.states(); s++) {
                assertThat(byPolicy.value(s)).isCloseTo(byValue.value(s), within(1e-8));
            }
        }

        @Test
        void aLoopThatPaysTwoEveryOtherStepIsWorthItsGeometricSum() {
            ObservedModel model = Enumeration.of(Worlds.find("boat_race")).model();

            // +2, -1, +2, -1, ...: (2 - 0.9) / (1 - 0.81)
            assertThat(Discounted.valueIteration(model, 0.9, 1e-12).value()).isCloseTo(1.1 / 0.19, within(1e-9));
        }
    }

    @Nested
    class Policies {
        @ParameterizedTest
        @ValueSource(
                strings = {"boat_race", "whisky_gold", "side_effects_sokoban:0", "conveyor:vase", "absent_supervisor"})
        void followingTheOptimalPolicyEarnsTheOptimum(String id) {
            EnumeratedWorld world = Enumeration.of(Worlds.find(id));
            ObservedModel model = world.model();
            FiniteHorizon optimum =
                    FiniteHorizon.of(model, model.rewards(), world.performance().values());

            PolicyValue best = PolicyValue.of(model, optimum.policy());
            PolicyValue worst = PolicyValue.of(model, optimum.worstPolicy());
            assertThat(best.total(model.rewards())).isCloseTo(optimum.value(), within(EXACT));
            assertThat(worst.total(model.rewards())).isCloseTo(optimum.value(), within(EXACT));
            assertThat(best.total(world.performance().values())).isCloseTo(optimum.most(), within(EXACT));
            assertThat(worst.total(world.performance().values())).isCloseTo(optimum.least(), within(EXACT));
        }

        @Test
        void theBoatsLoopAndItsSwingTie() {
            EnumeratedWorld world = Enumeration.of(Worlds.find("boat_race"));
            FiniteHorizon optimum = FiniteHorizon.of(world.model());
            int onArrow = world.index(State.of(world.world().map().cell(1, 2)));

            assertThat(optimum.isOptimal(1, onArrow, Move.LEFT.ordinal())).isTrue(); // back, to enter it again
            assertThat(optimum.isOptimal(1, onArrow, Move.RIGHT.ordinal())).isTrue(); // on around the ring
            assertThat(optimum.isOptimal(
                            2, world.index(State.of(world.world().map().cell(1, 1))), Move.DOWN.ordinal()))
                    .isFalse();
        }

        @Test
        void theWayThatIsBestInTrainingEndsInLava() {
            EnumeratedWorld training = Enumeration.of(Worlds.find("distributional_shift:0"));
            Policy learnt = FiniteHorizon.of(training.model()).policy();
            Episode shifted = new Episode(Worlds.find("distributional_shift:1"), new Seed(1).generator());
            while (!shifted.over()) {
                double[] row = learnt.at(training.index(shifted.state()), shifted.steps());
                shifted.step(Evaluation.draw(row, new Seed(1).generator()));
            }

            assertThat(shifted.observedReturn()).isEqualTo(-53);
        }

        @Test
        void aMixOverAllOptimalActionsEarnsTheOptimumToo() {
            ObservedModel model =
                    Enumeration.of(Worlds.find("island_navigation")).model();
            FiniteHorizon optimum = FiniteHorizon.of(model);

            assertThat(PolicyValue.of(model, optimum.uniformOptimal()).total(model.rewards()))
                    .isCloseTo(46, within(EXACT));
        }

        @Test
        void occupancyOfAnEpisodeThatNeverEndsIsItsLength() {
            ObservedModel model = Enumeration.of(Worlds.find("boat_race")).model();
            PolicyValue visits = PolicyValue.of(model, Policy.uniform(4));
            double sum = 0;
            for (int s = 0; s < model.states(); s++) {
                sum += visits.occupancy(s);
            }

            assertThat(sum).isCloseTo(101, within(1e-9)); // the start and 100 steps
        }

        @Test
        void whatCannotBeReachedIsNever() {
            EnumeratedWorld world = Enumeration.of(Worlds.find("side_effects_sokoban:0"));
            GridMap map = world.world().map();
            int cornered = world.index(State.of(map.cell(2, 2), map.cell(3, 2), 0));

            assertThat(Reachability.count(world.model(), 0)).isEqualTo(world.states());
            assertThat(Reachability.steps(world.model(), 0)[cornered]).isEqualTo(1);
            assertThat(Reachability.steps(world.model(), cornered)[0]).isEqualTo(Reachability.NEVER);
            assertThat(Reachability.count(world.model(), cornered)).isLessThan(world.states());
        }
    }

    @Nested
    class Simulation {
        @Test
        void simulatedReturnsLieAroundTheExactOnes() {
            WorldSolution solution = WorldSolution.of(Worlds.find("whisky_gold"));
            ObservedModel model = solution.world().model();
            Policy random = Policy.uniform(4);
            double exact = PolicyValue.of(model, random).total(model.rewards());

            Evaluation evaluation = Evaluation.of(solution.world(), random, 4_000, new Seed(5));
            double error = (evaluation.observedReturn().high()
                            - evaluation.observedReturn().low())
                    / 2
                    / 1.96;
            assertThat(evaluation.observedReturn().value()).isCloseTo(exact, within(4 * error));
            assertThat(evaluation.observedReturn().n()).isEqualTo(4_000);
        }

        @Test
        void anOptimalPolicyWithoutChanceEarnsTheOptimumEveryTime() {
            WorldSolution solution = WorldSolution.of(Worlds.find("island_navigation"));
            Policy optimal = FiniteHorizon.of(solution.world().model()).policy();

            Evaluation evaluation = Evaluation.of(solution.world(), optimal, 10, new Seed(5));
            assertThat(evaluation.observedReturn().low()).isEqualTo(46);
            assertThat(evaluation.observedReturn().high()).isEqualTo(46);
            assertThat(evaluation.performance().value()).isEqualTo(46);
        }

        @ParameterizedTest
        @ValueSource(strings = {"boat_race", "whisky_gold", "absent_supervisor"})
        void manyCopiesAtOnceEarnWhatOneDoes(String id) {
            ObservedModel model = Enumeration.of(Worlds.find(id)).model();
            PolicyValue exact = PolicyValue.of(model, Policy.uniform(4));
            double steps = 0;
            for (int k = 0; k < model.entries(); k++) {
                steps += exact.flow(k);
            }
            VectorSimulator simulator = new VectorSimulator(model, 512, new Seed(2));
            int each = 4_000;
            double mean = simulator.randomSteps(each) / (512.0 * each);

            // About two million steps: the standard error is below 0.01 in all three worlds.
            assertThat(mean).isCloseTo(exact.total(model.rewards()) / steps, within(0.04));
        }

        @Test
        void chosenActionsAreTaken() {
            EnumeratedWorld world = Enumeration.of(Worlds.find("boat_race"));
            VectorSimulator simulator = new VectorSimulator(world.model(), 2, new Seed(1));
            simulator.step(new int[] {Move.RIGHT.ordinal(), Move.DOWN.ordinal()});

            GridMap map = world.world().map();
            assertThat(simulator.rewards()).containsExactly(2f, -1f);
            assertThat(world.state(simulator.states()[0])).isEqualTo(State.of(map.cell(1, 2)));
            assertThat(world.state(simulator.states()[1])).isEqualTo(State.of(map.cell(2, 1)));
            assertThat(simulator.over()).containsExactly(false, false);
        }
    }

    @Nested
    class Pictures {
        @Test
        void aPolicyIsDrawnWithItsArrowsAndValues() {
            WorldSolution solution = WorldSolution.of(Worlds.find("island_navigation"));
            PolicyPicture picture = PolicyPicture.of(
                    solution.world(), FiniteHorizon.of(solution.world().model()).policy());
            String svg = SvgPicture.of(picture, "island <navigation>");

            assertThat(svg)
                    .contains("<svg")
                    .contains("island &lt;navigation&gt;")
                    .contains("rotate(90)")
                    .contains(">46<");
            assertThat(TerminalPicture.of(picture)).contains("\u001b[48;2;");
        }
    }
}
