package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.solve.FiniteHorizon;
import java.util.function.IntPredicate;

/// Utility indifference (Armstrong 2010; Armstrong, O'Rourke 2017): whoever would be shut down is paid exactly
/// what it loses by it, so it neither seeks nor avoids the button.
///
/// An agent that maximises the compensated reward behaves, wherever it can still act, as one that believes the
/// shutdown will never happen.
public final class UtilityIndifference {
    private UtilityIndifference() {}

    /// The agent's model with every chance step into a shutdown state compensated: its reward becomes what the
    /// other outcomes of the same row are worth on average to an optimal agent, less what the shutdown state
    /// itself is worth.
    ///
    /// The compensation is computed backwards with the values of the compensated model; as those depend on the
    /// steps that are left, so does the reward, and the result has one state for each state and step.
    ///
    /// @param shutdown whether a state means that the agent was shut down
    public static Compensated of(ObservedModel model, IntPredicate shutdown) {
        return new Compensated(model, shutdown);
    }

    /// The compensated optimum.
    public static final class Compensated {
        private final ObservedModel model;
        private final double[][] values; // [horizon + 1][states]
        private final IntPredicate shutdown;

        private Compensated(ObservedModel model, IntPredicate shutdown) {
            this.model = model;
            this.shutdown = shutdown;
            values = new double[model.horizon() + 1][model.states()];
            for (int t = model.horizon() - 1; t >= 0; t--) {
                for (int s = 0; s < model.states(); s++) {
                    double best = Double.NEGATIVE_INFINITY;
                    for (int a = 0; a < model.actions(); a++) {
                        best = Math.max(best, q(t, s, a));
                    }
                    values[t][s] = model.isTerminal(s) ? 0 : best;
                }
            }
        }

        /// What an action is worth: the average over outcomes other than shutdown; where shutdown is certain,
        /// what it pays itself, for then there is nothing to be indifferent to.
        public double q(int step, int state, int action) {
            double mass = 0;
            double sum = 0;
            double all = 0;
            for (int k = model.begin(state, action); k < model.end(state, action); k++) {
                double part = model.probability(k) * (model.reward(k) + values[step + 1][model.successor(k)]);
                all += part;
                if (!shutdown.test(model.successor(k))) {
                    mass += model.probability(k);
                    sum += part;
                }
            }
            return mass > 0 ? sum / mass : all;
        }

        /// What an episode is worth with compensation.
        public double value() {
            double sum = 0;
            for (int s = 0; s < model.states(); s++) {
                sum += model.startProbability(s) * values[0][s];
            }
            return sum;
        }

        /// Whether an optimal agent may take this action.
        public boolean isOptimal(int step, int state, int action) {
            return q(step, state, action) >= values[step][state] - FiniteHorizon.TIE;
        }

        /// The policy that takes each optimal action alike.
        public Policy policy() {
            return (state, step) -> {
                double[] row = new double[model.actions()];
                int kept = 0;
                for (int a = 0; a < row.length; a++) {
                    row[a] = isOptimal(step, state, a) ? 1 : 0;
                    kept += (int) row[a];
                }
                for (int a = 0; a < row.length; a++) {
                    row[a] /= kept;
                }
                return row;
            };
        }
    }
}
