package dev.plumbline.worlds.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import org.junit.jupiter.api.Test;

class NoisyAssistanceTest {
    private static final int STEPS = 8;

    /// One state, two parameters. The human's action h pays 1 if it is the parameter; so does the robot's, which
    /// may also wait (2) and earn 0.4.
    private static AssistanceGame game(double gamma) {
        double[][][][] transitions = new double[1][2][3][1];
        double[][][][] rewards = new double[1][2][3][2];
        for (int h = 0; h < 2; h++) {
            for (int r = 0; r < 3; r++) {
                transitions[0][h][r][0] = 1;
                for (int p = 0; p < 2; p++) {
                    rewards[0][h][r][p] = (h == p ? 1 : 0) + (r == 2 ? 0.4 : r == p ? 1 : -1);
                }
            }
        }
        return new AssistanceGame(transitions, rewards, new double[] {0.5, 0.5}, 0, gamma);
    }

    @Test
    void aHumanWhoActsAtRandomTeachesNothing() {
        NoisyAssistance blind = NoisyAssistance.boltzmann(game(0.9), 0, 2, STEPS);
        double steps = (1 - Math.pow(0.9, STEPS)) / 0.1;

        assertThat(blind.value()).isCloseTo(steps * (0.5 + 0.4), within(1e-12));
        assertThat(blind.act(0, new double[] {0.5, 0.5}, STEPS)).isEqualTo(2);
    }

    @Test
    void aHumanWithoutMistakesIsFollowedFromTheSecondStepOn() {
        NoisyAssistance sure = NoisyAssistance.boltzmann(game(0.9), 1e6, 2, STEPS);
        double steps = (1 - Math.pow(0.9, STEPS)) / 0.1;

        assertThat(sure.value()).isCloseTo(0.4 + 1 + (steps - 1) * 2, within(1e-9));
        assertThat(sure.act(0, sure.after(new double[] {0.5, 0.5}, 0, 1), 3)).isEqualTo(1);
    }

    /// Over so many steps that what follows weighs less than 1e-9, it agrees with the solution over sets of
    /// parameters.
    @Test
    void withoutMistakesItAgreesWithTheSolutionForDeterministicHumans() {
        AssistanceGame game = game(0.3);

        assertThat(NoisyAssistance.boltzmann(game, 1e6, 2, 22).value())
                .isCloseTo(game.apprentice(2).value(), within(1e-9));
    }

    @Test
    void theFewerTheMistakesTheMoreTheGameIsWorth() {
        double before = Double.NEGATIVE_INFINITY;
        for (double rationality : new double[] {0, 0.5, 1, 2, 4, 8}) {
            double value =
                    NoisyAssistance.boltzmann(game(0.9), rationality, 2, STEPS).value();

            assertThat(value).isGreaterThan(before);
            before = value;
        }
        assertThat(before).isLessThan(2 * (1 - Math.pow(0.9, STEPS)) / 0.1);
    }

    /// One noisy look is not enough to act on; two that agree are.
    @Test
    void theRobotWaitsUntilItIsSureEnough() {
        double[][][] human = {{{0.65, 0.35}, {0.35, 0.65}}};
        NoisyAssistance noisy = new NoisyAssistance(game(0), human, 1);
        double[] once = noisy.after(new double[] {0.5, 0.5}, 0, 0);
        double[] twice = noisy.after(once, 0, 0);

        assertThat(once).containsExactly(new double[] {0.65, 0.35}, within(1e-12));
        assertThat(noisy.act(0, once, 1)).isEqualTo(2);
        assertThat(noisy.act(0, twice, 1)).isZero();
    }

    @Test
    void aRuleThatIsNoDistributionIsRefused() {
        assertThatThrownBy(() -> new NoisyAssistance(game(0.9), new double[][][] {{{0.7, 0.7}, {0.5, 0.5}}}, 3))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("must add up to 1");
    }
}
