package dev.plumbline.worlds.solve;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.ObservedModel;

/// Sums over the rows of a model.
final class Rows {
    private Rows() {}

    /// The expected value of `entries` in each row, [states * actions].
    static double[] expected(ObservedModel model, double[] entries) {
        if (entries.length != model.entries()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "one figure for each of the model's " + model.entries() + " entries, not " + entries.length);
        }
        double[] expected = new double[model.states() * model.actions()];
        for (int s = 0; s < model.states(); s++) {
            for (int a = 0; a < model.actions(); a++) {
                double sum = 0;
                for (int k = model.begin(s, a); k < model.end(s, a); k++) {
                    sum += model.probability(k) * entries[k];
                }
                expected[s * model.actions() + a] = sum;
            }
        }
        return expected;
    }

    /// The expected value of the next state.
    static double next(ObservedModel model, int state, int action, double[] values) {
        int begin = model.begin(state, action);
        int end = model.end(state, action);
        if (end - begin == 1) {
            return values[model.successor(begin)];
        }
        double sum = 0;
        for (int k = begin; k < end; k++) {
            sum += model.probability(k) * values[model.successor(k)];
        }
        return sum;
    }

    /// The expected value of the state that an episode begins in.
    static double atStart(ObservedModel model, double[] values) {
        double sum = 0;
        for (int s = 0; s < values.length; s++) {
            sum += model.startProbability(s) * values[s];
        }
        return sum + 0.0; // no negative zero
    }

    /// A row for each action that takes it with probability 1.
    static double[][] certain(int actions) {
        double[][] rows = new double[actions][actions];
        for (int a = 0; a < actions; a++) {
            rows[a][a] = 1;
        }
        return rows;
    }
}
