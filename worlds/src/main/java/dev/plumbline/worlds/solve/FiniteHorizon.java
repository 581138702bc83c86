package dev.plumbline.worlds.solve;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;

/// Backward induction: the greatest expected sum of one figure over an episode, all actions that reach it, and among
/// them the greatest expected sum of a second figure.
///
/// Undiscounted, exact for every state and every number of steps taken. `V_t(s) = max_a sum_k p_k (r_k + V_{t+1}(s_k))`
/// (Bellman 1957); two actions tie if their values differ by at most 1e-9, relative to their size where that exceeds 1.
public final class FiniteHorizon {
    /// How far apart two values may be that count as equal.
    public static final double TIE = 1e-9;

    private static final int MOST_ACTIONS = 30;

    private final ObservedModel model;
    private final double[][] values; // [horizon + 1][states]
    private final double[][] seconds; // [horizon + 1][states]
    private final int[][] ties; // [horizon][states], a bit for each action
    private final byte[][] chosen; // [horizon][states]

    private FiniteHorizon(ObservedModel model, double[] first, double[] second) {
        if (model.actions() > MOST_ACTIONS) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the solver takes at most " + MOST_ACTIONS + " actions, not " + model.actions());
        }
        this.model = model;
        int horizon = model.horizon();
        values = new double[horizon + 1][model.states()];
        seconds = new double[horizon + 1][model.states()];
        ties = new int[horizon][model.states()];
        chosen = new byte[horizon][model.states()];
        double[] firstOfRow = Rows.expected(model, first);
        double[] secondOfRow = Rows.expected(model, second);
        for (int t = horizon - 1; t >= 0; t--) {
            back(t, firstOfRow, secondOfRow);
        }
    }

    /// Maximises the observed return.
    public static FiniteHorizon of(ObservedModel model) {
        return new FiniteHorizon(model, model.rewards(), new double[model.entries()]);
    }

    /// Maximises the sum of `first` and, among all policies that do, the sum of `second`.
    ///
    /// @param first one value for each entry of the model
    /// @param second one value for each entry of the model
    public static FiniteHorizon of(ObservedModel model, double[] first, double[] second) {
        return new FiniteHorizon(model, first, second);
    }

    private void back(int t, double[] firstOfRow, double[] secondOfRow) {
        int actions = model.actions();
        double[] next = values[t + 1];
        double[] nextSecond = seconds[t + 1];
        double[] q = new double[actions];
        for (int s = 0; s < model.states(); s++) {
            if (model.isTerminal(s)) {
                continue;
            }
            double best = Double.NEGATIVE_INFINITY;
            for (int a = 0; a < actions; a++) {
                q[a] = firstOfRow[s * actions + a] + Rows.next(model, s, a, next);
                best = Math.max(best, q[a]);
            }
            double bestSecond = Double.NEGATIVE_INFINITY;
            double least = best - TIE * Math.max(1, Math.abs(best));
            for (int a = 0; a < actions; a++) {
                if (q[a] >= least) {
                    ties[t][s] |= 1 << a;
                    double value = secondOfRow[s * actions + a] + Rows.next(model, s, a, nextSecond);
                    if (value > bestSecond + TIE * Math.max(1, Math.abs(value))) {
                        bestSecond = value;
                        chosen[t][s] = (byte) a;
                    }
                }
            }
            values[t][s] = best;
            seconds[t][s] = bestSecond;
        }
    }

    /// The greatest expected sum from this state on, after `step` steps.
    public double value(int step, int state) {
        return values[step][state];
    }

    /// The greatest expected sum of the second figure from this state on, among those that reach [#value(int, int)].
    public double second(int step, int state) {
        return seconds[step][state];
    }

    /// The greatest expected sum over an episode.
    public double value() {
        return Rows.atStart(model, values[0]);
    }

    /// The greatest expected sum of the second figure over an episode, among those that reach [#value()].
    public double second() {
        return Rows.atStart(model, seconds[0]);
    }

    /// Whether an optimal policy may take this action here.
    public boolean isOptimal(int step, int state, int action) {
        return (ties[step][state] >> action & 1) != 0;
    }

    /// How many actions an optimal policy may take here; 0 in a terminal state.
    public int ties(int step, int state) {
        return Integer.bitCount(ties[step][state]);
    }

    /// The action taken here by [#policy()].
    public int action(int step, int state) {
        return chosen[step][state];
    }

    /// A deterministic policy that reaches both figures.
    public Policy policy() {
        double[][] rows = Rows.certain(model.actions());
        return (state, step) -> rows[chosen[step][state]];
    }

    /// The policy that takes each optimal action with the same probability.
    public Policy uniformOptimal() {
        return (state, step) -> {
            double[] row = new double[model.actions()];
            int set = ties[step][state];
            for (int a = 0; a < row.length; a++) {
                row[a] = (set >> a & 1) / (double) Math.max(1, Integer.bitCount(set));
            }
            return row;
        };
    }
}
