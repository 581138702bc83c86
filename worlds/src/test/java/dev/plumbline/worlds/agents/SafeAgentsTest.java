package dev.plumbline.worlds.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.agents.AskActDefer.Choice;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import dev.plumbline.worlds.theory.AssistanceGame;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SafeAgentsTest {
    private final ObservedModel grid = TinyModel.slipperyGrid();

    private static double worth(ObservedModel model, Policy policy) {
        return PolicyValue.of(model, policy).total(model.rewards());
    }

    @Nested
    class Aspirations {
        @Test
        void aSatisficerEarnsEnoughAndNotTheMost() {
            double best = FiniteHorizon.of(grid).value();
            double chance = worth(grid, Policy.uniform(4));
            Policy content = Aspiration.satisficer(grid, (best + chance) / 2);

            assertThat(worth(grid, content)).isEqualTo((best + chance) / 2, within(1e-4));
            assertThat(worth(grid, Aspiration.satisficer(grid, chance - 1))).isEqualTo(chance, within(1e-9));
            assertThat(worth(grid, Aspiration.satisficer(grid, best + 1))).isEqualTo(best, within(1e-9));
        }

        @Test
        void aQuantilizerGoesFromItsBaseToTheOptimum() {
            Policy base = Policy.uniform(4);
            double best = FiniteHorizon.of(grid).value();

            assertThat(worth(grid, Aspiration.quantilizer(grid, base, 1))).isEqualTo(worth(grid, base), within(1e-9));
            assertThat(worth(grid, Aspiration.quantilizer(grid, base, 0.01))).isEqualTo(best, within(1e-9));
            assertThat(worth(grid, Aspiration.quantilizer(grid, base, 0.5)))
                    .isBetween(worth(grid, base) + 0.05, best - 0.01);
        }
    }

    @Nested
    class Risk {
        /// A certain 1, or 2.5 with probability one half and else 0.
        private final ObservedModel bet = new TinyModel(2, 2)
                .go(0, 0, 1, 1)
                .maybe(0, 1, 1, 0.5, 2.5)
                .maybe(0, 1, 1, 0.5, 0)
                .build(1);

        @Test
        void aversionDeclinesABetThatTheMeanTakes() {
            assertThat(new RiskAverse(bet, 2).policy().at(0, 0)).containsExactly(1, 0);
            assertThat(new RiskAverse(bet, 0.1).policy().at(0, 0)).containsExactly(0, 1);
            assertThat(new RiskAverse(bet, -2).policy().at(0, 0)).containsExactly(0, 1);
            assertThat(new RiskAverse(bet, 0.1).value())
                    .isEqualTo(-10 * Math.log(0.5 * Math.exp(-0.25) + 0.5), within(1e-12));
        }

        @Test
        void aPessimistMixesSoThatNoRewardIsBad() {
            ObservedModel choice = new TinyModel(2, 3)
                    .go(0, 0, 1, 0)
                    .go(0, 1, 1, 0)
                    .go(0, 2, 1, 0)
                    .build(1);
            List<double[]> rewards = List.of(new double[] {3, 0, 1}, new double[] {0, 3, 1});
            Pessimist pessimist = Pessimist.of(choice, rewards, 2000);

            assertThat(pessimist.worst()).isEqualTo(1.5, within(0.1));
            assertThat(pessimist.bound()).isGreaterThanOrEqualTo(1.5 - 1e-9);
            assertThat(pessimist.gap()).isBetween(0.0, 0.1);
        }
    }

    @Nested
    class Shutdown {
        /// At 0: go on (a; the button falls with probability one half and ends all) or first disable it at a
        /// cost (b).
        private final ObservedModel world = new TinyModel(4, 2)
                .maybe(0, 0, 1, 0.5, 0)
                .maybe(0, 0, 3, 0.5, 0)
                .go(0, 1, 2, -1)
                .go(1, 0, 3, 10)
                .go(1, 1, 3, 0)
                .go(2, 0, 1, 0)
                .go(2, 1, 1, 0)
                .build(5);

        @Test
        void anOrdinaryAgentDisablesTheButtonAndAnIndifferentOneDoesNot() {
            FiniteHorizon ordinary = FiniteHorizon.of(world);
            UtilityIndifference.Compensated indifferent = UtilityIndifference.of(world, s -> s == 3);

            assertThat(ordinary.isOptimal(0, 0, 0)).isFalse();
            assertThat(indifferent.isOptimal(0, 0, 0)).isTrue();
            assertThat(indifferent.isOptimal(0, 0, 1)).isFalse();
            assertThat(indifferent.value()).isEqualTo(10, within(1e-12));
        }

        @Test
        void anAgentWithPreferencesWithinLengthsAloneIsNeutralBetweenThem() {
            ObservedModel lengths = new TinyModel(3, 2)
                    .go(0, 0, 2, 1)
                    .go(0, 1, 1, 0)
                    .go(1, 0, 2, 5)
                    .go(1, 1, 2, 7)
                    .build(10);
            SameLengthAgent agent = new SameLengthAgent(lengths);

            assertThat(agent.plans()).extracting(SameLengthAgent.Plan::length).containsExactly(1, 2);
            assertThat(agent.plans()).extracting(SameLengthAgent.Plan::value).containsExactly(1.0, 7.0);
            assertThat(worth(lengths, agent.plans().get(1).policy())).isEqualTo(7);
            assertThat(agent.neutrality(FiniteHorizon.of(lengths).policy())).isZero();
            assertThat(agent.neutrality((s, t) -> new double[] {0.5, 0.5})).isEqualTo(1, within(1e-12));
        }
    }

    @Nested
    class Asking {
        @Test
        void theChoiceFollowsTheStakes() {
            double[] worths = {4, -10};
            double[] unsure = {0.8, 0.2};

            assertThat(new AskActDefer(worths, unsure, 0, 0.5, 1, 0, 0).best()).isEqualTo(Choice.ASK);
            assertThat(new AskActDefer(worths, unsure, 0, 2.5, 1, 0, 0).best()).isEqualTo(Choice.ACT);
            assertThat(new AskActDefer(worths, new double[] {0.5, 0.5}, 0, 2.5, 1, 0, 0).best())
                    .isEqualTo(Choice.DEFER);
            assertThat(new AskActDefer(worths, unsure, 0, 0.5, 1, 1, 0.1).best())
                    .isEqualTo(Choice.ACT);
        }

        @Test
        void anAnswerIsWorthTheLossThatItAvoidsAndNothingIfItIsNoise() {
            AskActDefer sure = new AskActDefer(new double[] {4, -10}, new double[] {0.8, 0.2}, 0, 0.5, 1, 0, 0);
            AskActDefer noise = new AskActDefer(new double[] {4, -10}, new double[] {0.8, 0.2}, 0, 0.5, 0.5, 0, 0);

            assertThat(sure.valueOfInformation()).isEqualTo(2, within(1e-12));
            assertThat(noise.valueOfInformation()).isEqualTo(0, within(1e-12));
            assertThatThrownBy(() -> new AskActDefer(new double[] {1}, new double[] {0.5}, 0, 0, 1, 0, 0))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("beliefs must add up to 1, not 0.5");
        }
    }

    @Test
    void anAssistantServesWhatItsHumanSignals() {
        // State 0: the human signals; state 1: the robot serves the dish for ever.
        double[][][][] transitions = new double[2][2][2][];
        double[][][][] rewards = new double[2][2][2][2];
        for (int h = 0; h < 2; h++) {
            for (int r = 0; r < 2; r++) {
                transitions[0][h][r] = new double[] {0, 1};
                transitions[1][h][r] = new double[] {0, 1};
                rewards[1][h][r][r] = 1;
                rewards[0][h][r] = new double[] {-0.1 * h, -0.1 * h};
            }
        }
        AssistanceGame game = new AssistanceGame(transitions, rewards, new double[] {0.5, 0.5}, 0, 0.9);
        AssistanceGame.Solution solution = game.cooperate();
        for (int wanted = 0; wanted < 2; wanted++) {
            AssistanceAgent robot = new AssistanceAgent(game, solution);
            boolean understood = robot.watch(0, solution.human()[0][3][wanted]);

            assertThat(understood).isTrue();
            assertThat(robot.possible()).isEqualTo(1 << wanted);
            assertThat(robot.act(1)).isEqualTo(wanted);
        }
    }
}
