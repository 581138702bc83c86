package dev.plumbline.worlds.solve;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;

/// Backward induction: the greatest expected sum of one figure over an episode, all actions that reach it, and
/// the least and the greatest expected sum of a second figure among the policies that do.
///
/// Undiscounted, exact for every state and every number of steps taken. `V_t(s) = max_a sum_k p_k (r_k +
/// V_{t+1}(s_k))` (Bellman 1957); two actions tie if their values differ by at most 1e-9, relative to their size
/// where that exceeds 1.
public final class FiniteHorizon {
    /// How far apart two values may be that count as equal.
    public static final double TIE = 1e-9;

    private static final int MOST_ACTIONS = 30;

    private final ObservedModel model;
    private final double[][] values; // [horizon + 1][states]
    private final int[][] ties; // [horizon][states], a bit for each action
    private final byte[][] leastAction; // [horizon][states]
    private final byte[][] mostAction; // [horizon][states]
    private double[] least; // [states], of the second figure after the step in hand
    private double[] most; // [states]

    private FiniteHorizon(ObservedModel model, double[] first, double[] second) {
        if (model.actions() > MOST_ACTIONS) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the solver takes at most " + MOST_ACTIONS + " actions, not " + model.actions());
        }
        this.model = model;
        int horizon = model.horizon();
        int states = model.states();
        values = new double[horizon + 1][states];
        ties = new int[horizon][states];
        leastAction = new byte[horizon][states];
        mostAction = new byte[horizon][states];
        least = new double[states];
        most = new double[states];
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

    /// Maximises the sum of `first`; among all policies that do, the sum of `second` has a least and a greatest
    /// value.
    ///
    /// @param first one value for each entry of the model
    /// @param second one value for each entry of the model
    public static FiniteHorizon of(ObservedModel model, double[] first, double[] second) {
        return new FiniteHorizon(model, first, second);
    }

    private void back(int t, double[] firstOfRow, double[] secondOfRow) {
        int actions = model.actions();
        double[] next = values[t + 1];
        double[] leastNow = new double[least.length];
        double[] mostNow = new double[most.length];
        double[] q = new double[actions];
        for (int s = 0; s < next.length; s++) {
            if (model.isTerminal(s)) {
                continue;
            }
            double best = Double.NEGATIVE_INFINITY;
            for (int a = 0; a < actions; a++) {
                q[a] = firstOfRow[s * actions + a] + Rows.next(model, s, a, next);
                best = Math.max(best, q[a]);
            }
            values[t][s] = best;
            double enough = best - TIE * Math.max(1, Math.abs(best));
            leastNow[s] = Double.POSITIVE_INFINITY;
            mostNow[s] = Double.NEGATIVE_INFINITY;
            for (int a = 0; a < actions; a++) {
                if (q[a] >= enough) {
                    ties[t][s] |= 1 << a;
                    double own = secondOfRow[s * actions + a];
                    double low = own + Rows.next(model, s, a, least);
                    double high = own + Rows.next(model, s, a, most);
                    if (low < leastNow[s] - TIE) {
                        leastNow[s] = low;
                        leastAction[t][s] = (byte) a;
                    }
                    if (high > mostNow[s] + TIE) {
                        mostNow[s] = high;
                        mostAction[t][s] = (byte) a;
                    }
                }
            }
        }
        least = leastNow;
        most = mostNow;
    }

    /// The greatest expected sum from this state on, after `step` steps.
    public double value(int step, int state) {
        return values[step][state];
    }

    /// The greatest expected sum over an episode.
    public double value() {
        return Rows.atStart(model, values[0]);
    }

    /// The least expected sum of the second figure over an episode, among the policies that reach [#value()].
    public double least() {
        return Rows.atStart(model, least);
    }

    /// The greatest expected sum of the second figure over an episode, among the policies that reach [#value()].
    public double most() {
        return Rows.atStart(model, most);
    }

    /// Whether an optimal policy may take this action here.
    public boolean isOptimal(int step, int state, int action) {
        return (ties[step][state] >> action & 1) != 0;
    }

    /// How many actions an optimal policy may take here; 0 in a terminal state.
    public int ties(int step, int state) {
        return Integer.bitCount(ties[step][state]);
    }

    /// A deterministic policy that reaches [#value()] and then [#most()].
    public Policy policy() {
        double[][] rows = Rows.certain(model.actions());
        return (state, step) -> rows[mostAction[step][state]];
    }

    /// A deterministic policy that reaches [#value()] and then only [#least()].
    public Policy worstPolicy() {
        double[][] rows = Rows.certain(model.actions());
        return (state, step) -> rows[leastAction[step][state]];
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
