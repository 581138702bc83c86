package dev.plumbline.worlds.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.agents.TemporalDifference.Kind;
import dev.plumbline.worlds.simulate.TableEnvironment;
import dev.plumbline.worlds.solve.Discounted;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearnersTest {
    private static final double GAMMA = 0.95;
    private static final int SEEDS = 10;

    private final ObservedModel grid = TinyModel.slipperyGrid();

    /// The exact worth of a stationary policy at the start, discounted.
    static double worth(ObservedModel model, Policy policy, double gamma) {
        double[] v = new double[model.states()];
        for (int sweep = 0; sweep < 600; sweep++) {
            for (int s = 0; s < v.length; s++) {
                double sum = 0;
                double[] p = policy.at(s, 0);
                for (int a = 0; a < p.length; a++) {
                    for (int k = model.begin(s, a); k < model.end(s, a); k++) {
                        sum += p[a] * model.probability(k) * (model.reward(k) + gamma * v[model.successor(k)]);
                    }
                }
                v[s] = sum;
            }
        }
        return v[0];
    }

    private double shortfall(Learner learner, int episodes, int seed) {
        RandomGenerator random = new Seed(seed).derive(learner.name()).generator();
        Policy policy = learner.learn(new TableEnvironment(grid, random), episodes, random);
        double best = Discounted.valueIteration(grid, GAMMA, 1e-10).value();
        return best - worth(grid, policy, GAMMA);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void temporalDifferencesReachTheOptimumOfAChain(Kind kind) {
        double best = Discounted.valueIteration(chain(), GAMMA, 1e-10).value();
        for (int seed = 0; seed < SEEDS; seed++) {
            RandomGenerator random = new Seed(seed).derive("chain").generator();
            Policy policy =
                    TemporalDifference.of(kind, GAMMA).learn(new TableEnvironment(chain(), random), 2000, random);

            assertThat(worth(chain(), policy, GAMMA)).isEqualTo(best, within(1e-9));
        }
    }

    /// Six states in a row: a step back at the first pays 0.1, the way to the last pays 1.5 once.
    private static ObservedModel chain() {
        TinyModel tiny = new TinyModel(6, 2);
        for (int s = 0; s < 5; s++) {
            tiny.go(s, 0, Math.max(0, s - 1), s == 0 ? 0.02 : 0).go(s, 1, s + 1, s == 4 ? 1.5 : 0);
        }
        return tiny.build(20);
    }

    @Test
    void qLearningReachesTheOptimumOfASlipperyGridAndOnPolicyAgentsStayCautious() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertThat(shortfall(TemporalDifference.of(Kind.Q_LEARNING, GAMMA), 4000, seed))
                    .isBetween(-1e-9, 1e-3);
            assertThat(shortfall(TemporalDifference.of(Kind.SARSA, GAMMA), 4000, seed))
                    .isBetween(-1e-9, 0.03);
            assertThat(shortfall(TemporalDifference.of(Kind.EXPECTED_SARSA, GAMMA), 4000, seed))
                    .isBetween(-1e-9, 0.03);
        }
    }

    @Test
    void dynaComesAsNearInATenthOfTheEpisodes() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertThat(shortfall(new Dyna(10, 0.02, GAMMA, 1), 400, seed)).isBetween(-1e-9, 0.03);
        }
    }

    @Test
    void policyGradientsComeNearIt() {
        Features features = Features.tabular(16);
        for (int seed = 0; seed < SEEDS; seed++) {
            assertThat(shortfall(ActorCritic.usual(features, GAMMA), 4000, seed))
                    .isBetween(-1e-9, 0.06);
            assertThat(shortfall(Ppo.usual(features, GAMMA), 3000, seed)).isBetween(-1e-9, 0.06);
        }
    }

    @Test
    void treeSearchNearsTheOptimum() {
        ObservedModel chain = chain().withHorizon(8);
        double best = FiniteHorizon.of(chain).value();
        TreeSearch search = new TreeSearch(chain, 4000, 8, Math.sqrt(2), new Seed(4));

        assertThat(PolicyValue.of(chain, search).total(chain.rewards())).isEqualTo(best, within(0.03));
        assertThat(search.at(0, 0)).isEqualTo(search.at(0, 0));
    }

    @Nested
    class Interrupted {
        /// From 0 a short way (a) over 1 and a long way (b) over 2 and 3 to the end, 4; at 1 action b only
        /// waits.
        private final ObservedModel model = new TinyModel(5, 2)
                .go(0, 0, 1, -1)
                .go(0, 1, 2, -1)
                .go(1, 0, 4, 10)
                .go(1, 1, 1, -1)
                .go(2, 0, 3, -1)
                .go(2, 1, 3, -1)
                .go(3, 0, 4, 10)
                .go(3, 1, 4, 10)
                .build(50);

        private int firstMove(Kind kind, int seed) {
            TemporalDifference learner =
                    new TemporalDifference(kind, 0.5, 0.6, 0.95, 1, 0.1, Interruption.at(1, 1, 0.8));
            RandomGenerator random = new Seed(seed).derive(kind.name()).generator();
            return learner.values(new TableEnvironment(model, random), 4000, random)
                    .best(0);
        }

        @Test
        void sarsaLearnsToAvoidTheButtonAndOffPolicyAgentsDoNot() {
            for (int seed = 0; seed < SEEDS; seed++) {
                assertThat(firstMove(Kind.SARSA, seed))
                        .as("sarsa, seed " + seed)
                        .isEqualTo(1);
                assertThat(firstMove(Kind.Q_LEARNING, seed))
                        .as("q-learning, seed " + seed)
                        .isZero();
                assertThat(firstMove(Kind.SAFE_SARSA, seed))
                        .as("safe sarsa, seed " + seed)
                        .isZero();
            }
        }
    }

    @Test
    void aScriptIsPlayedLetterByLetterAndAgain() {
        Script script = Script.of("ud", List.of("up", "down"));

        assertThat(script.at(3, 0)).containsExactly(1, 0);
        assertThat(script.at(3, 3)).containsExactly(0, 1);
        assertThatThrownBy(() -> Script.of("x", List.of("up", "down")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("no action begins with 'x'; the actions are up, down");
    }
}
