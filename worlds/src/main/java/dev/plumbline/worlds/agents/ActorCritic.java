package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.Environment;
import java.util.random.RandomGenerator;

/// Advantage actor-critic on linear features (Sutton et al. 2000; Mnih et al. 2016): one step up
/// `E[A log pi(a | s)] + entropy H(pi)` after every batch of episodes, and `criticSteps` steps of the critic.
///
/// @param features what it sees
/// @param gamma discount, in [0, 1)
/// @param lambda of the generalised advantage, in [0, 1]
/// @param actorRate step size of the policy, above 0
/// @param criticRate step size of the value, above 0
/// @param criticSteps at least 1
/// @param entropy weight of the entropy, at least 0; it falls in a straight line to nothing
/// @param batch episodes between steps, at least 1
/// @param initialSd standard deviation of the policy's first weights, at least 0; above 0 the seed decides between
///     policies that learn alike
public record ActorCritic(
        Features features,
        double gamma,
        double lambda,
        double actorRate,
        double criticRate,
        int criticSteps,
        double entropy,
        int batch,
        double initialSd)
        implements Learner {
    public ActorCritic {
        Require.discount(gamma);
        Require.probability(lambda, "lambda");
        Require.positive(actorRate, "actorRate");
        Require.positive(criticRate, "criticRate");
        Require.atLeast(criticSteps, 1, "criticSteps");
        Require.notNegative(entropy, "entropy");
        Require.atLeast(batch, 1, "batch");
        Require.notNegative(initialSd, "initialSd");
    }

    /// Options that work on worlds of some dozens of states.
    public static ActorCritic usual(Features features, double gamma) {
        return new ActorCritic(features, gamma, 0.95, 0.03, 0.1, 10, 0.05, 8, 0);
    }

    @Override
    public String name() {
        return "actor-critic";
    }

    @Override
    public SoftmaxPolicy learn(Environment environment, int episodes, RandomGenerator random) {
        Require.atLeast(episodes, 1, "episodes");
        SoftmaxPolicy policy =
                new SoftmaxPolicy(features, environment.actionNames().size());
        policy.scatter(initialSd, random);
        LinearCritic critic = new LinearCritic(features, gamma, criticRate);
        Adam adam = new Adam(policy.theta().length, actorRate);
        for (int done = 0; done < episodes; done += batch) {
            Rollouts rollouts = Rollouts.play(environment, policy, critic, batch, lambda, random);
            double bonus = entropy * (1 - (double) done / episodes);
            adam.ascend(policy.theta(), gradient(policy, rollouts, bonus));
            for (int i = 0; i < criticSteps; i++) {
                critic.fit(rollouts);
            }
        }
        return policy;
    }

    private static double[] gradient(SoftmaxPolicy policy, Rollouts rollouts, double bonus) {
        double[] gradient = new double[policy.theta().length];
        double[] advantages = rollouts.normalised();
        for (int i = 0; i < rollouts.size(); i++) {
            int state = rollouts.states()[i];
            policy.addGradient(state, rollouts.actions()[i], advantages[i] / rollouts.size(), gradient);
            policy.addEntropyGradient(state, bonus / rollouts.size(), gradient);
        }
        return gradient;
    }
}
