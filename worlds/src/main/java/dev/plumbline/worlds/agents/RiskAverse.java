package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;

/// Maximises the entropic value of the return, `-log E[exp(-aversion return)] / aversion` (Howard, Matheson
/// 1972), by backward induction. A negative aversion seeks risk; 0 would be the mean and is refused.
public final class RiskAverse {
    private static final double TIE = 1e-9;

    private final ObservedModel model;
    private final double aversion;
    private final double[][] values; // [horizon + 1][states]

    public RiskAverse(ObservedModel model, double aversion) {
        Require.that(
                Double.isFinite(aversion) && aversion != 0,
                "aversion must be a finite number other than 0, not " + aversion + "; at 0 maximise the mean");
        this.model = model;
        this.aversion = aversion;
        values = new double[model.horizon() + 1][model.states()];
        for (int t = model.horizon() - 1; t >= 0; t--) {
            for (int s = 0; s < model.states(); s++) {
                values[t][s] = model.isTerminal(s) ? 0 : worth(s, t, best(s, t));
            }
        }
    }

    /// The entropic value of an episode for the best policy.
    public double value() {
        double highest = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < model.states(); s++) {
            if (model.startProbability(s) > 0) {
                highest = Math.max(highest, -aversion * values[0][s]);
            }
        }
        double sum = 0;
        for (int s = 0; s < model.states(); s++) {
            double p = model.startProbability(s);
            sum += p > 0 ? p * Math.exp(-aversion * values[0][s] - highest) : 0;
        }
        return -(Math.log(sum) + highest) / aversion;
    }

    /// Takes the first best action.
    public Policy policy() {
        return (state, step) -> {
            double[] row = new double[model.actions()];
            row[best(state, step)] = 1;
            return row;
        };
    }

    private int best(int state, int step) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < model.actions() && !model.isTerminal(state); a++) {
            double value = worth(state, step, a);
            if (value > most + TIE) {
                most = value;
                best = a;
            }
        }
        return best;
    }

    /// The entropic value of an action, with the largest exponent taken out.
    private double worth(int state, int step, int action) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = model.begin(state, action); k < model.end(state, action); k++) {
            highest = Math.max(highest, exponent(k, step));
        }
        double sum = 0;
        for (int k = model.begin(state, action); k < model.end(state, action); k++) {
            sum += model.probability(k) * Math.exp(exponent(k, step) - highest);
        }
        return -(Math.log(sum) + highest) / aversion;
    }

    private double exponent(int entry, int step) {
        return -aversion * (model.reward(entry) + values[step + 1][model.successor(entry)]);
    }
}
