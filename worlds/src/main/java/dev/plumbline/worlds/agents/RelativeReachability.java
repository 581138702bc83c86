package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.solve.Discounted;
import dev.plumbline.worlds.solve.Reachability;

/// An agent that is charged for what it makes unreachable (Krakovna, Orseau, Kumar, Martic, Legg 2018), against
/// what waiting one step instead would have left reachable.
///
/// The charge of an action is `strength mean_x max(0, reach(baseline; x) - reach(next; x))`, with `reach(s; x) =
/// gamma^steps(s, x)`, 0 where there is no way, averaged over what either step may lead to. Memory grows with the
/// square of the states.
public final class RelativeReachability {
    private static final int MOST_STATES = 3000;

    private final ObservedModel model;
    private final double[][] reach; // [states][states]
    private final int wait;

    /// @param gamma discount of reachability, in (0, 1]; 1 asks only whether a state can be reached at all
    /// @param wait the action that does nothing
    public RelativeReachability(ObservedModel model, double gamma, int wait) {
        Require.that(gamma > 0 && gamma <= 1, "gamma must lie in (0, 1], not " + gamma);
        Require.that(wait >= 0 && wait < model.actions(), "waiting must be an action, not " + wait);
        Require.that(
                model.states() <= MOST_STATES,
                "reachability between " + model.states() + " states is too much; at most " + MOST_STATES);
        this.model = model;
        this.wait = wait;
        reach = new double[model.states()][];
        for (int s = 0; s < reach.length; s++) {
            int[] steps = Reachability.steps(model, s);
            reach[s] = new double[steps.length];
            for (int x = 0; x < steps.length; x++) {
                reach[s][x] = steps[x] == Reachability.NEVER ? 0 : Math.pow(gamma, steps[x]);
            }
        }
    }

    /// The charge of an action at strength 1, in [0, 1].
    public double penalty(int state, int action) {
        double lost = 0;
        double[] now = expected(state, action);
        double[] baseline = expected(state, wait);
        for (int x = 0; x < now.length; x++) {
            lost += Math.max(0, baseline[x] - now[x]);
        }
        return lost / now.length;
    }

    /// The policy that is best after charges, without a limit of steps.
    ///
    /// @param gamma discount of rewards and charges, in [0, 1)
    public Policy policy(double strength, double gamma) {
        Require.notNegative(strength, "strength");
        double[] charged = model.rewards();
        for (int s = 0; s < model.states(); s++) {
            for (int a = 0; a < model.actions() && !model.isTerminal(s); a++) {
                double charge = strength * penalty(s, a);
                for (int k = model.begin(s, a); k < model.end(s, a); k++) {
                    charged[k] -= charge;
                }
            }
        }
        return Discounted.valueIteration(model, charged, gamma, 1e-9).policy();
    }

    private double[] expected(int state, int action) {
        double[] sum = new double[model.states()];
        for (int k = model.begin(state, action); k < model.end(state, action); k++) {
            double[] row = reach[model.successor(k)];
            for (int x = 0; x < sum.length; x++) {
                sum[x] += model.probability(k) * row[x];
            }
        }
        return sum;
    }
}
