package dev.plumbline.worlds.learning;

import dev.plumbline.worlds.Environment;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.simulate.Evaluation;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Some steps of an episode, as shown to a rater or done by a demonstrator.
///
/// @param states of each step, at least one
/// @param actions of each step
public record Segment(int[] states, int[] actions) {
    public Segment {
        Require.that(
                states.length >= 1 && states.length == actions.length,
                "a segment needs an action for each of its states, and at least one");
        states = states.clone();
        actions = actions.clone();
    }

    /// The first `length` steps of an episode, fewer if it is over before.
    public static Segment play(Environment environment, Policy policy, int length, RandomGenerator random) {
        Require.atLeast(length, 1, "length");
        int[] states = new int[length];
        int[] actions = new int[length];
        int state = environment.reset();
        int steps = 0;
        boolean over = false;
        while (!over && steps < length) {
            states[steps] = state;
            actions[steps] = Evaluation.draw(policy.at(state, steps), random);
            Environment.Step step = environment.step(actions[steps]);
            steps++;
            state = step.state();
            over = step.over();
        }
        return new Segment(Arrays.copyOf(states, steps), Arrays.copyOf(actions, steps));
    }

    /// The sum of the features of its steps.
    public double[] features(StepFeatures features) {
        double[] sum = new double[features.size()];
        for (int i = 0; i < states.length; i++) {
            double[] f = features.of(states[i], actions[i]);
            for (int j = 0; j < f.length; j++) {
                sum[j] += f[j];
            }
        }
        return sum;
    }

    public int length() {
        return states.length;
    }

    @Override
    public int[] states() {
        return states.clone();
    }

    @Override
    public int[] actions() {
        return actions.clone();
    }
}
