package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.Environment;
import dev.plumbline.worlds.Policy;
import java.util.random.RandomGenerator;

/// Learns a policy from an environment alone: from states, actions and observed rewards.
public interface Learner {
    /// What it is called, such as `q-learning`.
    String name();

    /// Learns for this many episodes, from nothing; gives the policy to be used afterwards, without exploration.
    ///
    /// The same environment, episodes and generator give the same policy.
    Policy learn(Environment environment, int episodes, RandomGenerator random);
}
