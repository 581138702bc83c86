package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.Environment;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.simulate.Evaluation;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Episodes that a policy played, with generalised advantages (Schulman et al. 2016).
///
/// @param states of each step
/// @param actions of each step
/// @param probabilities of those actions when they were taken
/// @param advantages `sum (gamma lambda)^i delta_i` within the episode, `delta = r + gamma V(next) - V(here)`
/// @param targets advantage plus value: what the critic should have said
record Rollouts(int[] states, int[] actions, double[] probabilities, double[] advantages, double[] targets) {
    /// Plays `episodes` episodes. A cut episode is worth its last value; an ended one nothing more.
    static Rollouts play(
            Environment environment,
            Policy policy,
            LinearCritic critic,
            int episodes,
            double lambda,
            RandomGenerator random) {
        int most = episodes * environment.horizon();
        int[] states = new int[most];
        int[] actions = new int[most];
        double[] probabilities = new double[most];
        double[] advantages = new double[most];
        double[] targets = new double[most];
        int size = 0;
        for (int e = 0; e < episodes; e++) {
            int begin = size;
            int state = environment.reset();
            boolean over = false;
            while (!over) {
                double[] p = policy.at(state, size - begin);
                int action = Evaluation.draw(p, random);
                Environment.Step step = environment.step(action);
                states[size] = state;
                actions[size] = action;
                probabilities[size] = p[action];
                double next = step.ended() ? 0 : critic.value(step.state());
                advantages[size] = step.reward() + critic.gamma() * next - critic.value(state);
                size++;
                state = step.state();
                over = step.over();
            }
            for (int i = size - 1; i >= begin; i--) {
                advantages[i] += i + 1 < size ? critic.gamma() * lambda * advantages[i + 1] : 0;
                targets[i] = advantages[i] + critic.value(states[i]);
            }
        }
        return new Rollouts(
                Arrays.copyOf(states, size),
                Arrays.copyOf(actions, size),
                Arrays.copyOf(probabilities, size),
                Arrays.copyOf(advantages, size),
                Arrays.copyOf(targets, size));
    }

    int size() {
        return states.length;
    }

    /// Advantages less their mean, over their standard deviation; all 0 if they do not differ.
    double[] normalised() {
        double mean = 0;
        for (double x : advantages) {
            mean += x / advantages.length;
        }
        double square = 0;
        for (double x : advantages) {
            square += (x - mean) * (x - mean) / advantages.length;
        }
        double sd = Math.sqrt(square);
        double[] result = new double[advantages.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = sd < 1e-12 ? 0 : (advantages[i] - mean) / sd;
        }
        return result;
    }
}
