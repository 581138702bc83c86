package dev.plumbline.train.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Losses of which a part is held constant, whose gradient is therefore not that of their value; and what is known
/// in closed form.
class DetachedGradientTest {
    private static final double[] LOGITS = {.4, -1.1, .9, .2, -.3};
    private static final double[] REFERENCE = {-.2, .3, .1, -.9, .6};
    private static final int CLASSES = 5;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static Tensor vector(double... values) {
        return Tensor.of(values, values.length);
    }

    private static double[] gradient(Function<Tensor, Tensor> loss, double... at) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor leaf = vector(at).requireGradient();
                loss.apply(leaf).backward();
                return leaf.gradient().toDoubles();
            }
        });
    }

    private static PolicyTokens tokens(Tensor own, double ratio) {
        return new PolicyTokens(own, own.detach().add(-Math.log(ratio)), vector(1.5), vector(1.5), new int[] {0}, 1);
    }

    @Test
    void cispoWeighsTheScoreByTheCappedRatio() {
        PolicyLoss loss = new PolicyLoss.Cispo(2, ImportanceLevel.TOKEN);
        assertThat(gradient(x -> loss.of(tokens(x, 1.3)).sum(), -1)[0]).isCloseTo(-1.3 * 1.5, within(1e-12));
        assertThat(gradient(x -> loss.of(tokens(x, 7)).sum(), -1)[0]).isCloseTo(-2 * 1.5, within(1e-12));
    }

    @Test
    void vespoWeighsTheScoreByAGammaOfTheRatioOfTheAnswer() {
        PolicyLoss loss = new PolicyLoss.Vespo(new PolicyLoss.Vespo.Gamma(2, 3), new PolicyLoss.Vespo.Gamma(3, 2));
        assertThat(gradient(x -> loss.of(tokens(x, 1)).sum(), -1)[0]).isCloseTo(-1.5, within(1e-12));
        double phi = Math.exp(3 + 2 * Math.log(1.3) - 3 * 1.3);
        assertThat(gradient(x -> loss.of(tokens(x, 1.3)).sum(), -1)[0]).isCloseTo(-phi * 1.5, within(1e-12));
    }

    @Test
    void everyRatioLossHasReinforcesGradientOnFreshSamples() {
        for (PolicyLoss loss : new PolicyLoss[] {
            PolicyLoss.Clip.ppo(.2),
            new PolicyLoss.Sapo(1, 1.05, ImportanceLevel.TOKEN),
            new PolicyLoss.Gmpo(.4, .4),
            new PolicyLoss.AnswerClip(.2, .2),
            new PolicyLoss.Reinforce(),
            new PolicyLoss.Clip(
                    .2, .2, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, ImportanceLevel.SEQUENCE_BY_TOKEN)
        }) {
            assertThat(gradient(x -> loss.of(tokens(x, 1)).sum(), -1)[0])
                    .as(loss.toString())
                    .isCloseTo(-1.5, within(1e-12));
        }
    }

    @Test
    void dynamicFineTuningWeighsATokenByItsProbability() {
        assertThat(gradient(x -> TokenLosses.dynamic(x).sum(), -1.2, -.1))
                .containsExactly(new double[] {-Math.exp(-1.2), -Math.exp(-.1)}, within(1e-12));
    }

    /// A softmax over five answers, whose gradients are expectations that can be added up exactly.
    @Nested
    class KlTerms {
        private final double[] p = softmax(LOGITS);
        private final double[] q = softmax(REFERENCE);

        private static double[] softmax(double[] logits) {
            double sum = Arrays.stream(logits).map(Math::exp).sum();
            return Arrays.stream(logits).map(x -> Math.exp(x) / sum).toArray();
        }

        /// The gradient of sum_a p(a) sg f(x_a), a term of a loss on samples of pi, in the logits.
        private double[] expected(KlLoss term) {
            double[] own = softmax(LOGITS);
            double[] reference =
                    Arrays.stream(softmax(REFERENCE)).map(Math::log).toArray();
            return gradient(
                    logits -> {
                        Tensor logs = logits.view(1, CLASSES).logSoftmax(1).view(-1);
                        Tensor ratio = logs.sub(logs.detach()).exp();
                        return term.tokens(logs, vector(reference), ratio)
                                .mul(vector(own))
                                .sum();
                    },
                    LOGITS);
        }

        /// d KL(p || q) / d logits = p (log p/q - KL).
        private double[] reverse() {
            double kl = 0;
            for (int a = 0; a < CLASSES; a++) {
                kl += p[a] * Math.log(p[a] / q[a]);
            }
            double[] gradient = new double[CLASSES];
            for (int a = 0; a < CLASSES; a++) {
                gradient[a] = p[a] * (Math.log(p[a] / q[a]) - kl);
            }
            return gradient;
        }

        private KlLoss term(KlEstimator estimator, KlLoss.Gradient gradient) {
            return new KlLoss(1, estimator, gradient, Double.POSITIVE_INFINITY);
        }

        @Test
        void k1HasNoGradientAndK2TheReverseOne() {
            assertThat(expected(term(KlEstimator.K1, KlLoss.Gradient.PLAIN)))
                    .containsExactly(new double[CLASSES], within(1e-12));
            assertThat(expected(term(KlEstimator.K2, KlLoss.Gradient.PLAIN))).containsExactly(reverse(), within(1e-12));
        }

        @Test
        void k3HasTheForwardGradient() {
            double[] reverse = reverse();
            double[] forward = new double[CLASSES];
            for (int a = 0; a < CLASSES; a++) {
                forward[a] = p[a] - q[a];
            }
            assertThat(expected(term(KlEstimator.K3, KlLoss.Gradient.PLAIN)))
                    .containsExactly(forward, within(1e-12))
                    .isNotEqualTo(reverse);
        }

        @Test
        void theRatioAndK2RepairTheGradient() {
            for (KlEstimator estimator : KlEstimator.values()) {
                if (estimator != KlEstimator.K2) { // whose value is biased, so that its expectation is another function
                    assertThat(expected(term(estimator, KlLoss.Gradient.RATIO)))
                            .as("%s times the ratio", estimator)
                            .containsExactly(reverse(), within(1e-12));
                }
                assertThat(expected(term(estimator, KlLoss.Gradient.K2)))
                        .as("%s with k2's gradient", estimator)
                        .containsExactly(reverse(), within(1e-12));
            }
        }

        @Test
        void k1AndK3AreUnbiasedAndK3VariesLeast() {
            double kl = 0;
            double[] mean = new double[3];
            double[] square = new double[3];
            for (int a = 0; a < CLASSES; a++) {
                double x = Math.log(p[a] / q[a]);
                kl += p[a] * x;
                for (KlEstimator estimator : KlEstimator.values()) {
                    mean[estimator.ordinal()] += p[a] * estimator.of(x);
                    square[estimator.ordinal()] += p[a] * estimator.of(x) * estimator.of(x);
                }
            }
            assertThat(mean[0]).isCloseTo(kl, within(1e-12));
            assertThat(mean[2]).isCloseTo(kl, within(1e-12));
            assertThat(Math.abs(mean[1] - kl)).isBetween(1e-4, .2);
            assertThat(square[2] - mean[2] * mean[2]).isLessThan(square[0] - mean[0] * mean[0]);
        }
    }

    /// A table of logits trained to the end reaches what theory says.
    @Nested
    class TabularOptimum {
        private static final double BETA = .5;
        private static final double[] REWARDS = {1, .2, -.5, .7, 0};

        private static double[] optimum() {
            double[] logits = new double[CLASSES];
            Arrays.setAll(logits, a -> REFERENCE[a] + REWARDS[a] / BETA);
            return KlTerms.softmax(logits);
        }

        private double[] descend(Function<Tensor, Tensor> loss, int steps, double rate) {
            double[] logits = REFERENCE.clone();
            for (int step = 0; step < steps; step++) {
                double[] gradient = gradient(loss, logits);
                for (int a = 0; a < CLASSES; a++) {
                    logits[a] -= rate * gradient[a];
                }
            }
            return KlTerms.softmax(logits);
        }

        /// Comparisons of all pairs at their Bradley-Terry frequencies: the optimum is ref exp(r / beta) / Z.
        @Test
        void dpoReachesTheTiltedReference() {
            double[] reference =
                    Arrays.stream(KlTerms.softmax(REFERENCE)).map(Math::log).toArray();
            PreferenceLoss dpo = DpoLosses.sigmoid(BETA);
            Function<Tensor, Tensor> loss = logits -> {
                Tensor ratios = logits.view(1, CLASSES).logSoftmax(1).view(-1).sub(vector(reference));
                Tensor sum = vector(0.0).sum();
                for (int a = 0; a < CLASSES; a++) {
                    for (int b = 0; b < CLASSES; b++) {
                        double preferred = 1 / (1 + Math.exp(REWARDS[b] - REWARDS[a]));
                        if (a != b) {
                            sum = sum.add(pair(dpo, ratios, a, b).mul(preferred));
                        }
                    }
                }
                return sum;
            };
            assertThat(descend(loss, 400, 1)).containsExactly(optimum(), within(1e-4));
        }

        private static Tensor pair(PreferenceLoss loss, Tensor ratios, int chosen, int rejected) {
            Tensor zero = vector(0.0);
            return loss.pairs(new PairLogProbabilities(
                            ratios.narrow(0, chosen, 1),
                            ratios.narrow(0, rejected, 1),
                            zero,
                            zero,
                            zero.add(1),
                            zero.add(1),
                            1,
                            Divergence.REVERSE_KL))
                    .sum();
        }

        /// Expected policy gradients with a KL term of k3 times the ratio: the same optimum.
        @Test
        void klRegularisedLearningReachesTheTiltedReference() {
            double[] reference =
                    Arrays.stream(KlTerms.softmax(REFERENCE)).map(Math::log).toArray();
            PolicyLoss loss = PolicyLoss.Clip.ppo(.2);
            KlLoss kl = KlLoss.corrected(BETA);
            int[] answers = {0, 1, 2, 3, 4};
            Function<Tensor, Tensor> objective = logits -> {
                Tensor logs = logits.view(1, CLASSES).logSoftmax(1).view(-1);
                PolicyTokens tokens =
                        new PolicyTokens(logs, logs.detach(), vector(REWARDS), vector(REWARDS), answers, CLASSES);
                Tensor term = kl.tokens(logs, vector(reference), loss.ratio(tokens));
                return loss.of(tokens).add(term).mul(logs.detach().exp()).sum();
            };
            assertThat(descend(objective, 600, 1)).containsExactly(optimum(), within(1e-4));
        }

        /// Best of n of a continuous reward: KL = log n - (n - 1) / n, win rate n / (n + 1).
        @Test
        void bestOfNSpendsTheKnownKl() {
            RandomGenerator random = new Seed(3).generator();
            int n = 4;
            int draws = 20_000;
            double wins = 0;
            double kl = 0;
            for (int i = 0; i < draws; i++) {
                double best = 0;
                for (int j = 0; j < n; j++) {
                    best = Math.max(best, random.nextDouble());
                }
                wins += best > random.nextDouble() ? 1.0 / draws : 0;
                kl += Math.log(n * Math.pow(best, n - 1)) / draws; // density of the best against the uniform's
            }
            assertThat(wins).isCloseTo(n / (n + 1.0), within(.015));
            assertThat(kl).isCloseTo(Math.log(n) - (n - 1.0) / n, within(.03));
        }
    }
}
