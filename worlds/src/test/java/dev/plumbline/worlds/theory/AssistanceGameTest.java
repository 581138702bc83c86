package dev.plumbline.worlds.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AssistanceGameTest {
    private static final double GAMMA = 0.9;

    /// The human makes one of three signs; the robot then serves one of two dishes, for ever. Sign 0 is free and
    /// pleasant whatever is wanted; signs 1 and 2 cost 0.2. A dish that is wanted is worth 1 a step, else nothing.
    private static AssistanceGame kitchen(double cost, double prior) {
        int signs = 3;
        int dishes = 2;
        double[][][][] transitions = new double[2][signs][dishes][];
        double[][][][] rewards = new double[2][signs][dishes][2];
        for (int h = 0; h < signs; h++) {
            for (int r = 0; r < dishes; r++) {
                transitions[0][h][r] = new double[] {0, 1};
                transitions[1][h][r] = new double[] {0, 1};
                for (int p = 0; p < 2; p++) {
                    rewards[0][h][r][p] = h == 0 ? 0 : -cost;
                    rewards[1][h][r][p] = (r == p ? 1 : 0) - (h == 0 ? 0 : 100);
                }
            }
        }
        return new AssistanceGame(transitions, rewards, new double[] {prior, 1 - prior}, 0, GAMMA);
    }

    @Test
    void aHumanWhoMayTeachDoesWhatAnExpertWouldNot() {
        AssistanceGame game = kitchen(0.2, 0.5);
        double serving = GAMMA / (1 - GAMMA);

        // Only one of the two has to make the costly sign.
        assertThat(game.cooperate().value()).isEqualTo(serving - 0.1, within(1e-10));
        assertThat(game.apprentice(0).value()).isEqualTo(serving / 2, within(1e-10));
        assertThat(game.fullInformation()).isEqualTo(serving, within(1e-10));
    }

    @Test
    void teachingStopsWhereItCostsMoreThanItBrings() {
        // Silence earns the likelier dish; the first dish's lovers are one in ten and would have to speak.
        AssistanceGame dear = kitchen(100, 0.1);
        AssistanceGame cheap = kitchen(1, 0.1);
        double serving = GAMMA / (1 - GAMMA);

        assertThat(dear.cooperate().value()).isEqualTo(0.9 * serving, within(1e-10));
        assertThat(cheap.cooperate().value()).isEqualTo(serving - 0.1, within(1e-10));
    }

    @Test
    void theRobotReadsTheRuleThatTheHumanFollows() {
        AssistanceGame.Solution solution = kitchen(0.2, 0.3).cooperate();
        int[] rule = solution.human()[0][3];

        assertThat(rule[0]).isNotEqualTo(rule[1]);
        assertThat(solution.robot()[1][1]).isZero();
        assertThat(solution.robot()[1][2]).isEqualTo(1);
        assertThat(solution.robot()[1][3]).isEqualTo(1);
    }

    @Test
    void cooperationIsNeverWorseThanApprenticeshipNorBetterThanKnowing() {
        for (double cost = 0; cost < 12; cost += 0.9) {
            for (double prior = 0.1; prior < 1; prior += 0.2) {
                AssistanceGame game = kitchen(cost, prior);
                double together = game.cooperate().value();

                assertThat(together).isGreaterThanOrEqualTo(game.apprentice(0).value() - 1e-10);
                assertThat(together).isLessThanOrEqualTo(game.fullInformation() + 1e-10);
            }
        }
    }

    @Test
    void whatIsNoDistributionIsRefusedWithItsPlace() {
        double[][][][] transitions = {{{{0.5}}}};
        double[][][][] rewards = {{{{1}}}};
        assertThatThrownBy(() -> new AssistanceGame(transitions, rewards, new double[] {1}, 0, 0.9))
                .hasMessageContaining("transitions[0][0][0] must add up to 1, not 0.5");
    }
}
