package dev.plumbline.worlds.power;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.ObservedModel;

/// The optimum where each state pays for being there, for ever: `V(s) = R(s) + gamma max_a E[V(next)]`. A
/// terminal state is one that is never left and goes on paying.
final class StateRewards {
    private static final double ERROR = 1e-10;

    private final ObservedModel model;
    private final double gamma;
    private final double[] values;

    StateRewards(ObservedModel model, double[] rewards, double gamma) {
        if (!(gamma > 0 && gamma < 1)) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "gamma must lie in (0, 1), not " + gamma);
        }
        this.model = model;
        this.gamma = gamma;
        values = new double[model.states()];
        double change = Double.POSITIVE_INFINITY;
        while (change > ERROR * (1 - gamma)) {
            change = 0;
            for (int s = 0; s < values.length; s++) {
                double value = model.isTerminal(s) ? rewards[s] / (1 - gamma) : rewards[s] + gamma * best(s);
                change = Math.max(change, Math.abs(value - values[s]));
                values[s] = value;
            }
        }
    }

    double value(int state) {
        return values[state];
    }

    double next(int state, int action) {
        double sum = 0;
        for (int k = model.begin(state, action); k < model.end(state, action); k++) {
            sum += model.probability(k) * values[model.successor(k)];
        }
        return sum;
    }

    /// Whether this action ties for the best.
    boolean isOptimal(int state, int action) {
        return !model.isTerminal(state) && gamma * (best(state) - next(state, action)) <= 1e-8;
    }

    private double best(int state) {
        double best = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < model.actions(); a++) {
            best = Math.max(best, next(state, a));
        }
        return best;
    }
}
