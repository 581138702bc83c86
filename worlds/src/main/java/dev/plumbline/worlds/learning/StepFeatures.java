package dev.plumbline.worlds.learning;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.agents.Features;

/// What a reward may depend on: features of a state and the action taken there. A reward is a weight for each.
public interface StepFeatures {
    /// How many features there are.
    int size();

    /// The features of this step, [size]; the caller does not change them.
    double[] of(int state, int action);

    /// The features of the state alone.
    static StepFeatures ofStates(Features features) {
        return new StepFeatures() {
            @Override
            public int size() {
                return features.size();
            }

            @Override
            public double[] of(int state, int action) {
                return features.of(state);
            }
        };
    }

    /// One feature for each state: a reward for being there.
    static StepFeatures states(ObservedModel model) {
        return ofStates(Features.tabular(model.states()));
    }

    /// The reward of one step.
    default double reward(int state, int action, double[] weights) {
        double[] f = of(state, action);
        double sum = 0;
        for (int i = 0; i < f.length; i++) {
            sum += weights[i] * f[i];
        }
        return sum;
    }

    /// These weights as rewards of a model's entries.
    default double[] rewards(ObservedModel model, double[] weights) {
        double[] rewards = new double[model.entries()];
        for (int s = 0; s < model.states(); s++) {
            for (int a = 0; a < model.actions(); a++) {
                for (int k = model.begin(s, a); k < model.end(s, a); k++) {
                    rewards[k] = reward(s, a, weights);
                }
            }
        }
        return rewards;
    }
}
