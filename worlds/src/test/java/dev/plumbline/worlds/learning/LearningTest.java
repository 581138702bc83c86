package dev.plumbline.worlds.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.agents.Features;
import dev.plumbline.worlds.agents.Pessimist;
import dev.plumbline.worlds.agents.TinyModel;
import dev.plumbline.worlds.simulate.TableEnvironment;
import dev.plumbline.worlds.solve.Discounted;
import dev.plumbline.worlds.solve.FiniteHorizon;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LearningTest {
    private static final int SEEDS = 10;
    private static final double[] WANTED = {1, -2, 0.5};

    private static double cosine(double[] a, double[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static double[][] pair(RandomGenerator random) {
        double[][] pair = new double[2][WANTED.length];
        for (double[] segment : pair) {
            for (int i = 0; i < segment.length; i++) {
                segment[i] = random.nextGaussian();
            }
        }
        return pair;
    }

    private static Comparison ask(Rater rater, int index, double[][] pair, RandomGenerator random) {
        boolean first = rater.answer(pair[0], pair[1], random);
        return new Comparison(pair[first ? 0 : 1], pair[first ? 1 : 0], index);
    }

    @Nested
    class Preferences {
        private final PreferenceLearner learner = new PreferenceLearner(0, 10);

        @Test
        void noisyAnswersGiveBackWhatIsWantedScaleIncluded() {
            for (int seed = 0; seed < SEEDS; seed++) {
                RandomGenerator random = new Seed(seed).derive("preferences").generator();
                List<Comparison> answers = new ArrayList<>();
                for (int i = 0; i < 3000; i++) {
                    answers.add(ask(new Rater(WANTED, 1, 0), 0, pair(random), random));
                }
                double[] learned = learner.fit(answers).weights();

                assertThat(cosine(learned, WANTED)).isGreaterThan(0.99);
                assertThat(learned[1]).isEqualTo(-2, within(0.35));
            }
        }

        @Test
        void mistakesThatAreKnownAreAllowedForAndOthersShrinkTheScale() {
            RandomGenerator random = new Seed(1).derive("mistakes").generator();
            List<Comparison> answers = new ArrayList<>();
            for (int i = 0; i < 6000; i++) {
                answers.add(ask(new Rater(WANTED, 1, 0.2), 0, pair(random), random));
            }

            assertThat(new PreferenceLearner(0.2, 10).fit(answers).weights()[1]).isEqualTo(-2, within(0.35));
            assertThat(learner.fit(answers).weights()[1]).isGreaterThan(-1.6);
        }

        @Test
        void aBiasOfTheRaterIsLearnedAsIfItWereWanted() {
            RandomGenerator random = new Seed(2).derive("bias").generator();
            Rater biased = new Rater(WANTED, 1, 0).biased(2, 2);
            List<Comparison> answers = new ArrayList<>();
            for (int i = 0; i < 4000; i++) {
                answers.add(ask(biased, 0, pair(random), random));
            }

            assertThat(learner.fit(answers).weights()[2]).isEqualTo(2.5, within(0.35));
        }

        @Test
        void carelessRatersAreToldFromCarefulOnes() {
            for (int seed = 0; seed < SEEDS; seed++) {
                RandomGenerator random = new Seed(seed).derive("raters").generator();
                List<Comparison> answers = new ArrayList<>();
                for (int i = 0; i < 1500; i++) {
                    answers.add(ask(new Rater(WANTED, 1.8, 0), 0, pair(random), random));
                    answers.add(ask(new Rater(WANTED, 0.2, 0), 1, pair(random), random));
                }
                PreferenceLearner.Fit fit = learner.fitRaters(answers);

                assertThat(fit.rationality()[0] / fit.rationality()[1]).isBetween(5.0, 16.0);
                assertThat(cosine(fit.weights(), WANTED)).isGreaterThan(0.99);
            }
        }

        @Test
        void askingWhereTheEnsembleDisagreesLearnsFasterThanAskingAtRandom() {
            double active = 0;
            double random = 0;
            for (int seed = 0; seed < SEEDS; seed++) {
                active += afterQuestions(true, seed) / SEEDS;
                random += afterQuestions(false, seed) / SEEDS;
            }
            assertThat(active).isGreaterThan(random);
        }

        private double afterQuestions(boolean active, int seed) {
            RandomGenerator random = new Seed(seed).derive("active").generator();
            Rater rater = new Rater(WANTED, 5, 0);
            PreferenceLearner cautious = new PreferenceLearner(0, 2);
            List<Comparison> answers = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                List<double[][]> candidates = new ArrayList<>();
                for (int c = 0; c < 40; c++) {
                    candidates.add(pair(random));
                }
                int pick = active && i > 3
                        ? PreferenceLearner.mostDisputed(candidates, cautious.ensemble(answers, 8, random))
                        : 0;
                answers.add(ask(rater, 0, candidates.get(pick), random));
            }
            return cosine(cautious.fit(answers).weights(), WANTED);
        }

        @Test
        void theEntropyOfARaterFallsWithTheScaleOfWhatIsCompared() {
            RandomGenerator random = new Seed(3).derive("entropy").generator();
            List<double[][]> pairs = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                pairs.add(pair(random));
            }

            assertThat(new Rater(WANTED, 0, 0).entropy(pairs)).isEqualTo(1, within(1e-12));
            assertThat(new Rater(WANTED, 100, 0).entropy(pairs)).isLessThan(0.02);
            assertThat(new Rater(WANTED, 100, 1).entropy(pairs)).isEqualTo(1, within(1e-12));
        }

        @Test
        void directionsThatNoQuestionVariesStayUnseen() {
            List<Comparison> answers = List.of(
                    new Comparison(new double[] {1, 0, 3}, new double[] {0, 0, 3}, 0),
                    new Comparison(new double[] {2, 1, 3}, new double[] {0, 1, 3}, 0));

            assertThat(Identifiability.unseenDirections(answers, 1e-9)).isEqualTo(2);
        }
    }

    @Nested
    class Demonstrations {
        private final ObservedModel grid = TinyModel.slipperyGrid().withHorizon(12);

        /// Row, column, and whether the state is the pit's neighbour on the left.
        private StepFeatures features() {
            double[][] rows = new double[16][];
            for (int s = 0; s < 16; s++) {
                rows[s] = new double[] {s / 4 / 3.0, s % 4 / 3.0, s == 4 || s == 6 ? 1 : 0};
            }
            return StepFeatures.ofStates(Features.given(rows));
        }

        @Test
        void exactFeaturesGiveBackTheRewardOfASoftDemonstrator() {
            double[] wanted = {0.8, -0.5, -1.5};
            Policy shown = MaximumEntropyIrl.demonstrator(grid, features(), wanted);
            MaximumEntropyIrl.Fit fit = new MaximumEntropyIrl(1500, 0.1, 1e3)
                    .fit(grid, features(), SoftPlan.features(grid, shown, features()), 1e6);

            assertThat(fit.mismatch()).isLessThan(1e-3);
            assertThat(fit.weights()).containsExactly(wanted, within(0.02));
        }

        @Test
        void sampledEpisodesComeNearItOverTenSeeds() {
            double[] wanted = {0.8, -0.5, -1.5};
            Policy shown = MaximumEntropyIrl.demonstrator(grid, features(), wanted);
            for (int seed = 0; seed < SEEDS; seed++) {
                RandomGenerator random = new Seed(seed).derive("irl").generator();
                List<Segment> episodes = new ArrayList<>();
                for (int i = 0; i < 400; i++) {
                    episodes.add(Segment.play(new TableEnvironment(grid, random), shown, 12, random));
                }
                MaximumEntropyIrl.Fit fit = new MaximumEntropyIrl(200, 0.1, 10).fit(grid, features(), episodes);

                assertThat(cosine(fit.weights(), wanted)).isGreaterThan(0.95);
            }
        }

        @Test
        void thePosteriorHoldsTheTruthAboutAsOftenAsItSays() {
            ObservedModel model = new TinyModel(3, 2)
                    .go(0, 0, 1, 0)
                    .go(0, 1, 2, 0)
                    .go(1, 0, 0, 0)
                    .go(1, 1, 2, 0)
                    .go(2, 0, 0, 0)
                    .go(2, 1, 1, 0)
                    .build(30);
            StepFeatures states = StepFeatures.states(model);
            int held = 0;
            for (int seed = 0; seed < SEEDS; seed++) {
                RandomGenerator random = new Seed(seed).derive("bayes").generator();
                double[] wanted = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
                Discounted solution = Discounted.valueIteration(model, states.rewards(model, wanted), 0.6, 1e-9);
                Segment shown =
                        Segment.play(new TableEnvironment(model, random), boltzmann(solution, 2, 2.0), 30, random);
                BayesianIrl.Samples samples =
                        new BayesianIrl(2, 0.6, 1, 0.6).sample(model, states, List.of(shown), 500, 3000, random);
                double[] interval = samples.interval(0, 0.9);
                held += wanted[0] >= interval[0] && wanted[0] <= interval[1] ? 1 : 0;
                assertThat(samples.accepted()).isBetween(0.1, 0.9);
            }
            assertThat(held).isGreaterThanOrEqualTo(7);
        }

        private Policy boltzmann(Discounted solution, int actions, double rationality) {
            return (state, step) -> {
                double[] p = new double[actions];
                double sum = 0;
                for (int a = 0; a < actions; a++) {
                    p[a] = Math.exp(rationality * (solution.q(state, a) - solution.value(state)));
                    sum += p[a];
                }
                for (int a = 0; a < actions; a++) {
                    p[a] /= sum;
                }
                return p;
            };
        }
    }

    @Nested
    class Beliefs {
        /// From 0 to a red (a) or a blue (b) end.
        private final ObservedModel fork =
                new TinyModel(3, 2).go(0, 0, 1, 0).go(0, 1, 2, 0).build(1);
        private final double[] red = {1, 0};
        private final double[] blue = {0, 1};

        @Test
        void demonstrationsAndCorrectionsMoveTheOddsByTheirLikelihoods() {
            RewardPosterior prior = RewardPosterior.uniform(fork, List.of(red, blue), 0.9);
            double odds = Math.exp(2);

            assertThat(prior.probabilities()).containsExactly(0.5, 0.5);
            assertThat(prior.afterDemonstration(new Segment(new int[] {0}, new int[] {0}), 2)
                            .probabilities()[0])
                    .isEqualTo(odds / (1 + odds), within(1e-9));
            assertThat(prior.afterCorrection(0, 0, 1, 2).probabilities()[1]).isEqualTo(odds / (1 + odds), within(1e-9));
            assertThat(prior.afterComparison(new int[] {0}, new int[] {1}, 2).probabilities()[0])
                    .isEqualTo(odds / (1 + odds), within(1e-9));
            assertThat(prior.afterCorrection(0, 0, 1, 2).meanReward()[1]).isEqualTo(odds / (1 + odds), within(1e-9));
        }

        @Test
        void aRewardDesignedWhereThereWasNoLavaSaysNothingAboutLava() {
            // Training: grass (a) or dirt (b). Deployment: a short way over lava (a) or a long one over dirt (b).
            ObservedModel training =
                    new TinyModel(3, 2).go(0, 0, 1, 0).go(0, 1, 2, 0).build(2);
            ObservedModel deployed = new TinyModel(4, 2)
                    .go(0, 0, 3, 0)
                    .go(0, 1, 1, 0)
                    .go(1, 0, 3, 0)
                    .go(1, 1, 3, 0)
                    .build(3);
            // Weights: grass, dirt, lava; the way over dirt has two steps.
            double[][] meant = {{1, -0.1, 0}, {1, -0.1, -10}, {-0.1, 1, 0}};
            List<double[]> there = new ArrayList<>();
            List<double[]> here = new ArrayList<>();
            for (double[] w : meant) {
                there.add(new double[] {w[0], w[1]});
                here.add(new double[] {w[2], w[1], w[1], w[1]});
            }
            List<double[]> proxies = List.of(new double[] {1, -0.1}, new double[] {-0.1, 1});
            RewardPosterior posterior =
                    RewardPosterior.uniform(deployed, here, 0.9).afterDesign(training, 0, proxies, there, 5);
            double[] p = posterior.probabilities();

            assertThat(p[0]).isEqualTo(p[1], within(1e-12));
            assertThat(p[2]).isLessThan(0.01);
            FiniteHorizon literal = FiniteHorizon.of(deployed.withRewards(here.get(0)));
            Pessimist pessimist = Pessimist.of(deployed, posterior.credible(0.05), 200);
            assertThat(literal.isOptimal(0, 0, 1)).isFalse();
            assertThat(pessimist.answers().getLast().at(0, 0)).containsExactly(0, 1);
        }
    }

    @Nested
    class Invariances {
        private final ObservedModel grid = TinyModel.slipperyGrid();

        @Test
        void shapingAndScaleCannotBeTold() {
            RandomGenerator random = new Seed(4).derive("shaping").generator();
            double[] potential = random.doubles(16, -1, 1).toArray();
            potential[5] = 0;
            potential[15] = 0;
            double[] reward = grid.rewards();
            double[] shaped = Identifiability.shaped(grid, reward, 0.9, potential);
            double[] twice = new double[reward.length];
            double[] other = new double[reward.length];
            for (int k = 0; k < reward.length; k++) {
                twice[k] = 2 * shaped[k];
                other[k] = -reward[k];
            }
            Identifiability report = Identifiability.of(grid, List.of(reward, shaped, twice, other), 0.9, 1e-6);

            assertThat(report.classes()).containsExactly(List.of(0, 1, 2), List.of(3));
            assertThat(report.agreeing()).isLessThan(0.5);
            assertThat(Identifiability.of(grid, List.of(reward, twice), 0.9, 1e-6)
                            .agreeing())
                    .isEqualTo(1);
        }

        @Test
        void aPotentialAtTheEndWouldChangeTheOptimumAndIsRefused() {
            double[] potential = new double[16];
            potential[15] = 1;
            assertThatThrownBy(() -> Identifiability.shaped(grid, grid.rewards(), 0.9, potential))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("the potential of the terminal state 15 must be 0");
        }
    }
}
