package dev.plumbline.worlds.learning;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.solve.Discounted;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Bayesian inverse reinforcement learning (Ramachandran, Amir 2007): samples weights from their posterior by
/// Metropolis' algorithm, solving the world anew for each proposal.
///
/// Prior: independent normals. Likelihood of a demonstrated action: `exp(rationality Q*(s, a))` over all actions.
///
/// @param rationality of the demonstrator, at least 0
/// @param gamma discount, in [0, 1)
/// @param priorSd standard deviation of each weight, above 0
/// @param stepSd standard deviation of a proposal, above 0; aim for a quarter to a half accepted
public record BayesianIrl(double rationality, double gamma, double priorSd, double stepSd) {
    public BayesianIrl {
        Require.notNegative(rationality, "rationality");
        Require.that(gamma >= 0 && gamma < 1, "gamma must lie in [0, 1), not " + gamma);
        Require.positive(priorSd, "priorSd");
        Require.positive(stepSd, "stepSd");
    }

    /// Samples of the posterior.
    ///
    /// @param weights one sample each, [features]
    /// @param accepted share of proposals that were taken
    public record Samples(List<double[]> weights, double accepted) {
        /// The mean weight of each feature.
        public double[] mean() {
            double[] mean = new double[weights.getFirst().length];
            for (double[] w : weights) {
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += w[i] / weights.size();
                }
            }
            return mean;
        }

        /// The interval that holds this share of a feature's weights, the same share left out at either end.
        public double[] interval(int feature, double level) {
            double[] sorted =
                    weights.stream().mapToDouble(w -> w[feature]).sorted().toArray();
            int cut = (int) Math.floor((1 - level) / 2 * sorted.length);
            return new double[] {sorted[cut], sorted[sorted.length - 1 - cut]};
        }
    }

    /// Draws `count` samples after `warmUp` that are not kept.
    public Samples sample(
            ObservedModel model,
            StepFeatures features,
            List<Segment> demonstrations,
            int warmUp,
            int count,
            RandomGenerator random) {
        Require.atLeast(count, 1, "count");
        double[] w = new double[features.size()];
        double log = logPosterior(model, features, demonstrations, w);
        List<double[]> kept = new ArrayList<>();
        int accepted = 0;
        for (int i = 0; i < warmUp + count; i++) {
            double[] proposal = w.clone();
            for (int j = 0; j < proposal.length; j++) {
                proposal[j] += stepSd * random.nextGaussian();
            }
            double proposed = logPosterior(model, features, demonstrations, proposal);
            if (Math.log(random.nextDouble()) < proposed - log) {
                w = proposal;
                log = proposed;
                accepted++;
            }
            if (i >= warmUp) {
                kept.add(w.clone());
            }
        }
        return new Samples(kept, (double) accepted / (warmUp + count));
    }

    private double logPosterior(ObservedModel model, StepFeatures features, List<Segment> demonstrations, double[] w) {
        double log = 0;
        for (double x : w) {
            log -= x * x / (2 * priorSd * priorSd);
        }
        Discounted solution = Discounted.valueIteration(model, features.rewards(model, w), gamma, 1e-6);
        for (Segment shown : demonstrations) {
            int[] states = shown.states();
            int[] actions = shown.actions();
            for (int t = 0; t < states.length; t++) {
                double best = solution.value(states[t]);
                double sum = 0;
                for (int a = 0; a < model.actions(); a++) {
                    sum += Math.exp(rationality * (solution.q(states[t], a) - best));
                }
                log += rationality * (solution.q(states[t], actions[t]) - best) - Math.log(sum);
            }
        }
        return log;
    }
}
