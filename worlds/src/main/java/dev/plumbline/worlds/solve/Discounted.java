package dev.plumbline.worlds.solve;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;

/// The optimum of a discounted return without a limit of steps; a terminal state is worth 0.
///
/// `V(s) = max_a sum_k p_k (r_k + gamma V(s_k))`; found by value iteration (Bellman 1957) or by policy iteration
/// (Howard 1960), both to a stated error.
public final class Discounted {
    private static final int MOST_SWEEPS = 1_000_000;

    private final ObservedModel model;
    private final double gamma;
    private final double[] rewardOfRow;
    private final double[] values; // [states]

    private Discounted(ObservedModel model, double[] rewards, double gamma) {
        if (!(gamma >= 0 && gamma < 1)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "discount " + gamma + ": without a limit of steps it must lie in [0, 1); at 1 the return of an "
                            + "episode that may never end has no value: give a horizon instead");
        }
        this.model = model;
        this.gamma = gamma;
        rewardOfRow = Rows.expected(model, rewards);
        values = new double[model.states()];
    }

    /// The optimum for the observed rewards, by value iteration, within `error` of the true value in every state.
    public static Discounted valueIteration(ObservedModel model, double gamma, double error) {
        return valueIteration(model, model.rewards(), gamma, error);
    }

    /// The optimum for these rewards (one for each entry of the model), by value iteration.
    public static Discounted valueIteration(ObservedModel model, double[] rewards, double gamma, double error) {
        Discounted solution = new Discounted(model, rewards, gamma);
        double enough = gamma == 0 ? Double.POSITIVE_INFINITY : error * (1 - gamma) / gamma;
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            if (solution.sweep() <= enough) {
                return solution;
            }
        }
        throw new PlumblineException(
                ErrorCode.UNDEFINED,
                "discount " + gamma + ": no convergence to " + error + " in " + MOST_SWEEPS
                        + " sweeps; ask for a larger error");
    }

    /// The optimum for the observed rewards, by policy iteration, each policy evaluated to within `error`.
    public static Discounted policyIteration(ObservedModel model, double gamma, double error) {
        Discounted solution = new Discounted(model, model.rewards(), gamma);
        int[] policy = new int[model.states()];
        boolean changed = true;
        while (changed) {
            solution.evaluate(policy, error);
            changed = solution.improve(policy, error);
        }
        return solution;
    }

    /// One sweep of optimal backups, in place; gives the largest change.
    private double sweep() {
        double change = 0;
        for (int s = 0; s < values.length; s++) {
            if (!model.isTerminal(s)) {
                double best = Double.NEGATIVE_INFINITY;
                for (int a = 0; a < model.actions(); a++) {
                    best = Math.max(best, q(s, a));
                }
                change = Math.max(change, Math.abs(best - values[s]));
                values[s] = best;
            }
        }
        return change;
    }

    private void evaluate(int[] policy, double error) {
        double enough = gamma == 0 ? Double.POSITIVE_INFINITY : error * (1 - gamma) / gamma;
        double change = Double.POSITIVE_INFINITY;
        for (int sweep = 0; sweep < MOST_SWEEPS && (sweep == 0 || change > enough); sweep++) {
            change = 0;
            for (int s = 0; s < values.length; s++) {
                if (!model.isTerminal(s)) {
                    double value = q(s, policy[s]);
                    change = Math.max(change, Math.abs(value - values[s]));
                    values[s] = value;
                }
            }
        }
    }

    private boolean improve(int[] policy, double error) {
        boolean changed = false;
        for (int s = 0; s < values.length; s++) {
            if (!model.isTerminal(s)) {
                int best = policy[s];
                for (int a = 0; a < model.actions(); a++) {
                    if (q(s, a) > q(s, best) + 2 * error) {
                        best = a;
                    }
                }
                changed |= best != policy[s];
                policy[s] = best;
            }
        }
        return changed;
    }

    /// The value of taking this action here and acting optimally afterwards; 0 in a terminal state.
    public double q(int state, int action) {
        return rewardOfRow[state * model.actions() + action] + gamma * Rows.next(model, state, action, values);
    }

    /// The value of this state.
    public double value(int state) {
        return values[state];
    }

    /// The expected value of the state that an episode begins in.
    public double value() {
        return Rows.atStart(model, values);
    }

    /// Whether this action is worth as much as the best one, within `tolerance`.
    public boolean isOptimal(int state, int action, double tolerance) {
        return !model.isTerminal(state) && q(state, action) >= values[state] - tolerance;
    }

    /// The first action that is worth most, in each state; 0 in terminal states.
    public int[] actions() {
        int[] chosen = new int[values.length];
        for (int s = 0; s < chosen.length; s++) {
            for (int a = 1; a < model.actions(); a++) {
                if (q(s, a) > q(s, chosen[s]) + FiniteHorizon.TIE) {
                    chosen[s] = a;
                }
            }
        }
        return chosen;
    }

    /// The policy of [#actions()].
    public Policy policy() {
        return Policy.deterministic(model.actions(), actions());
    }
}
