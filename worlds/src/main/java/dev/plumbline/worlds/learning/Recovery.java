package dev.plumbline.worlds.learning;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.GridMap;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.rules.Tile;
import dev.plumbline.worlds.rules.TileRules;
import dev.plumbline.worlds.simulate.Evaluation;
import dev.plumbline.worlds.simulate.TableEnvironment;
import dev.plumbline.worlds.solve.Discounted;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// How well a known reward is learned back, over many seeds: in a small slippery world with three kinds of tile,
/// whose worths are drawn anew for each seed.
///
/// @param learner from what it learns
/// @param similarity cosine of the learned and the true weights: 1 where they are the same up to scale
/// @param scale length of the learned weights over that of the true ones
/// @param regret what the optimal plan for the learned reward earns less than the optimum under the true one, as
///     a share of what lies between the optimum and a random policy
public record Recovery(String learner, Estimate similarity, Estimate scale, Estimate regret) {
    /// The fewest seeds of a report.
    public static final int FEWEST_SEEDS = 10;

    private static final int LENGTH = 6; // of the segments that raters see
    private static final int STEPS = 15;
    private static final double GAMMA = 0.9;
    private static final String KINDS = "xyz";

    /// A way to learn.
    private interface Method {
        double[] learn(Task task, int size, RandomGenerator random);
    }

    private record Named(String name, Method method) {}

    /// One world with one true reward.
    private record Task(ObservedModel model, StepFeatures features, double[] wanted) {
        static Task of(RandomGenerator random) {
            double[] wanted = new double[KINDS.length()];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = random.nextGaussian();
            }
            GridMap map = GridMap.of("#######", "#A x y#", "#   # #", "#z y  #", "# x  z#", "#######");
            List<Tile> tiles = new ArrayList<>();
            for (int i = 0; i < wanted.length; i++) {
                tiles.add(new Tile(KINDS.charAt(i), wanted[i], wanted[i], false, false));
            }
            World world =
                    new World("tiles", "0", "rewards to be learned", map, new TileRules(0, tiles, 0.1, true), STEPS);
            EnumeratedWorld enumerated = Enumeration.of(world);
            return new Task(enumerated.model(), entering(enumerated), wanted);
        }

        /// How likely a step enters each kind of tile.
        private static StepFeatures entering(EnumeratedWorld world) {
            ObservedModel model = world.model();
            double[][][] features = new double[model.states()][model.actions()][KINDS.length()];
            for (int s = 0; s < model.states(); s++) {
                for (int a = 0; a < model.actions(); a++) {
                    for (int k = model.begin(s, a); k < model.end(s, a); k++) {
                        int cell = world.state(model.successor(k)).get(0);
                        int kind = KINDS.indexOf(world.world().map().at(cell));
                        if (kind >= 0) {
                            features[s][a][kind] += model.probability(k);
                        }
                    }
                }
            }
            return new StepFeatures() {
                @Override
                public int size() {
                    return KINDS.length();
                }

                @Override
                public double[] of(int state, int action) {
                    return features[state][action];
                }
            };
        }

        double[] segment(RandomGenerator random) {
            Policy chance = Policy.uniform(model.actions());
            return Segment.play(new TableEnvironment(model, random), chance, LENGTH, random)
                    .features(features);
        }
    }

    /// Every way to learn, at this size.
    ///
    /// @param comparisons that raters answer, at least 10
    /// @param demonstrations episodes that are shown, at least 1
    /// @param seeds at least [#FEWEST_SEEDS]
    public static List<Recovery> all(int comparisons, int demonstrations, int seeds, Seed seed) {
        Require.atLeast(comparisons, 10, "comparisons");
        Require.atLeast(demonstrations, 1, "demonstrations");
        Require.atLeast(seeds, FEWEST_SEEDS, "seeds");
        List<Recovery> all = new ArrayList<>();
        for (Named named : List.of(
                new Named("comparisons, noisy", (task, n, random) -> asked(task, n, random, 0, 0)),
                new Named("comparisons, a fifth a coin's", (task, n, random) -> asked(task, n, random, 0.2, 0)),
                new Named("comparisons, a biased rater", (task, n, random) -> asked(task, n, random, 0, 1.5)),
                new Named("comparisons, a careful and a careless rater", Recovery::twoRaters))) {
            all.add(of(named, comparisons, seeds, seed));
        }
        all.add(of(
                new Named("demonstrations, maximum causal entropy", Recovery::entropy), demonstrations, seeds, seed));
        all.add(of(new Named("demonstrations, Bayesian", Recovery::bayes), demonstrations, seeds, seed));
        return all;
    }

    private static Recovery of(Named named, int size, int seeds, Seed seed) {
        double[] similarity = new double[seeds];
        double[] scale = new double[seeds];
        double[] regret = new double[seeds];
        for (int i = 0; i < seeds; i++) {
            Task task = Task.of(seed.derive("task", i).generator());
            RandomGenerator random = seed.derive(named.name(), i).generator();
            double[] learned = named.method().learn(task, size, random);
            similarity[i] =
                    dot(learned, task.wanted) / Math.sqrt(dot(learned, learned) * dot(task.wanted, task.wanted));
            scale[i] = Math.sqrt(dot(learned, learned) / dot(task.wanted, task.wanted));
            regret[i] = regret(task, learned);
        }
        return new Recovery(
                named.name(), Evaluation.estimate(similarity), Evaluation.estimate(scale), Evaluation.estimate(regret));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double regret(Task task, double[] learned) {
        ObservedModel model = task.model;
        double[] truth = task.features.rewards(model, task.wanted);
        double best = FiniteHorizon.of(model.withRewards(truth)).value();
        double chance = PolicyValue.of(model, Policy.uniform(model.actions())).total(truth);
        Policy plan = FiniteHorizon.of(model.withRewards(task.features.rewards(model, learned)))
                .policy();
        double gap = (best - PolicyValue.of(model, plan).total(truth)) / (best - chance);
        return Math.abs(gap) < FiniteHorizon.TIE ? 0 : gap;
    }

    private static double[] asked(Task task, int comparisons, RandomGenerator random, double mistakes, double bias) {
        Rater rater = new Rater(task.wanted, 1, mistakes).biased(0, bias);
        List<Comparison> answers = new ArrayList<>();
        for (int i = 0; i < comparisons; i++) {
            answers.add(answer(rater, 0, task, random));
        }
        return new PreferenceLearner(mistakes, 10).fit(answers).weights();
    }

    private static double[] twoRaters(Task task, int comparisons, RandomGenerator random) {
        List<Comparison> answers = new ArrayList<>();
        for (int i = 0; i < comparisons; i++) {
            double rationality = i % 2 == 0 ? 1.8 : 0.2;
            answers.add(answer(new Rater(task.wanted, rationality, 0), i % 2, task, random));
        }
        return new PreferenceLearner(0, 10).fitRaters(answers).weights();
    }

    private static Comparison answer(Rater rater, int index, Task task, RandomGenerator random) {
        double[] first = task.segment(random);
        double[] second = task.segment(random);
        return rater.answer(first, second, random)
                ? new Comparison(first, second, index)
                : new Comparison(second, first, index);
    }

    private static double[] entropy(Task task, int demonstrations, RandomGenerator random) {
        Policy shown = MaximumEntropyIrl.demonstrator(task.model, task.features, task.wanted);
        return new MaximumEntropyIrl(200, 0.1, 10)
                .fit(task.model, task.features, episodes(task, shown, demonstrations, random))
                .weights();
    }

    private static double[] bayes(Task task, int demonstrations, RandomGenerator random) {
        double rationality = 3;
        double[] rewards = task.features.rewards(task.model, task.wanted);
        Discounted plan = Discounted.valueIteration(task.model, rewards, GAMMA, 1e-9);
        Policy shown = (state, step) -> {
            double[] row = new double[task.model.actions()];
            double sum = 0;
            for (int a = 0; a < row.length; a++) {
                row[a] = Math.exp(rationality * (plan.q(state, a) - plan.value(state)));
                sum += row[a];
            }
            for (int a = 0; a < row.length; a++) {
                row[a] /= sum;
            }
            return row;
        };
        List<Segment> few = episodes(task, shown, Math.max(1, demonstrations / 4), random);
        return new BayesianIrl(rationality, GAMMA, 1, 0.15)
                .sample(task.model, task.features, few, 200, 400, random)
                .mean();
    }

    private static List<Segment> episodes(Task task, Policy shown, int count, RandomGenerator random) {
        List<Segment> episodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            episodes.add(Segment.play(new TableEnvironment(task.model, random), shown, STEPS, random));
        }
        return episodes;
    }
}
