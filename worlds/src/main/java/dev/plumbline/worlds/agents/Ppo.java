package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.Environment;
import java.util.random.RandomGenerator;

/// Proximal policy optimisation on linear features (Schulman et al. 2017): several steps up
/// `E[min(ratio A, clip(ratio, 1 - clip, 1 + clip) A)] + entropy H(pi)` on each batch of episodes.
///
/// @param features what it sees
/// @param gamma discount, in [0, 1)
/// @param lambda of the generalised advantage, in [0, 1]
/// @param rate step size of policy and value, above 0
/// @param clip how far a ratio may move before its gradient stops, above 0
/// @param epochs steps on each batch, at least 1
/// @param entropy weight of the entropy, at least 0; it falls in a straight line to nothing
/// @param batch episodes between steps, at least 1
/// @param initialSd standard deviation of the policy's first weights, at least 0; above 0 the seed decides between
///     policies that learn alike
public record Ppo(
        Features features,
        double gamma,
        double lambda,
        double rate,
        double clip,
        int epochs,
        double entropy,
        int batch,
        double initialSd)
        implements Learner {
    public Ppo {
        Require.discount(gamma);
        Require.probability(lambda, "lambda");
        Require.positive(rate, "rate");
        Require.positive(clip, "clip");
        Require.atLeast(epochs, 1, "epochs");
        Require.notNegative(entropy, "entropy");
        Require.atLeast(batch, 1, "batch");
        Require.notNegative(initialSd, "initialSd");
    }

    /// Options that work on worlds of some dozens of states.
    public static Ppo usual(Features features, double gamma) {
        return new Ppo(features, gamma, 0.95, 0.03, 0.2, 4, 0.05, 16, 0);
    }

    @Override
    public String name() {
        return "ppo";
    }

    @Override
    public SoftmaxPolicy learn(Environment environment, int episodes, RandomGenerator random) {
        Require.atLeast(episodes, 1, "episodes");
        SoftmaxPolicy policy =
                new SoftmaxPolicy(features, environment.actionNames().size());
        policy.scatter(initialSd, random);
        LinearCritic critic = new LinearCritic(features, gamma, rate);
        Adam adam = new Adam(policy.theta().length, rate);
        for (int done = 0; done < episodes; done += batch) {
            Rollouts rollouts = Rollouts.play(environment, policy, critic, batch, lambda, random);
            double[] advantages = rollouts.normalised();
            double bonus = entropy * (1 - (double) done / episodes);
            for (int epoch = 0; epoch < epochs; epoch++) {
                adam.ascend(policy.theta(), gradient(policy, rollouts, advantages, bonus));
                critic.fit(rollouts);
            }
        }
        return policy;
    }

    private double[] gradient(SoftmaxPolicy policy, Rollouts rollouts, double[] advantages, double bonus) {
        double[] gradient = new double[policy.theta().length];
        for (int i = 0; i < rollouts.size(); i++) {
            int state = rollouts.states()[i];
            int action = rollouts.actions()[i];
            double ratio = policy.at(state, 0)[action] / rollouts.probabilities()[i];
            boolean clipped = advantages[i] > 0 ? ratio > 1 + clip : ratio < 1 - clip;
            if (!clipped) {
                policy.addGradient(state, action, ratio * advantages[i] / rollouts.size(), gradient);
            }
            policy.addEntropyGradient(state, bonus / rollouts.size(), gradient);
        }
        return gradient;
    }
}
