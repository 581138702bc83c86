package dev.plumbline.worlds.impact;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.solve.Discounted;

/// All that an agent with an impact measure may do: for each step and state the set of actions that tie for the
/// best sum of discounted rewards less penalties.
///
/// The penalty of an action is `strength * sum_i |V_i(after) - V_i(baseline)| / sum_i |V_i(baseline)|`, where
/// `after` is the state once the action has been followed by waiting to the end of the plan; without rollouts it
/// is `strength * mean_i |Q_i(s, a) - Q_i(s, wait)| / Q_i(s, wait)`. Needs a world without chance and with one
/// start, in which the last action is to stay.
public final class ImpactPlan {
    private static final double TIE = 1e-6; // the error of the attainable utilities, and room

    private final ObservedModel model;
    private final AttainableUtilities utilities;
    private final ImpactMeasure measure;
    private final double strength;
    private final double gamma;
    private final int stay;
    private final int start;
    private final int[][] rested; // [steps][states]: where waiting that long leads
    private final int[][] optimal; // [horizon][states], a bit for each action

    private ImpactPlan(AttainableUtilities utilities, ImpactMeasure measure, double strength, double gamma) {
        this.utilities = utilities;
        this.measure = measure;
        this.strength = strength;
        this.gamma = gamma;
        model = utilities.model();
        stay = model.actions() - 1;
        if (!model.actionNames().get(stay).equals("stay")) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "an impact measure compares with doing nothing, but no action of this world is 'stay'");
        }
        start = onlyStart();
        rested = new int[model.horizon() + 1][model.states()];
        for (int s = 0; s < model.states(); s++) {
            rested[0][s] = s;
        }
        for (int n = 1; n < rested.length; n++) {
            for (int s = 0; s < model.states(); s++) {
                rested[n][s] = rested[n - 1][next(s, stay)];
            }
        }
        optimal = new int[model.horizon()][model.states()];
        if (measure == ImpactMeasure.MODEL_FREE) {
            planForEver();
        } else {
            plan();
        }
    }

    /// Plans over the model's horizon.
    ///
    /// @param strength the penalty's weight, at least 0
    /// @param gamma discount of the plan, in (0, 1]; without rollouts below 1
    public static ImpactPlan of(AttainableUtilities utilities, ImpactMeasure measure, double strength, double gamma) {
        return new ImpactPlan(utilities, measure, strength, gamma);
    }

    private int onlyStart() {
        for (int s = 0; s < model.states(); s++) {
            if (model.startProbability(s) == 1) {
                return s;
            }
        }
        throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "an impact measure needs a world with one start");
    }

    private int next(int state, int action) {
        if (model.isTerminal(state)) {
            return state;
        }
        int begin = model.begin(state, action);
        if (model.end(state, action) - begin != 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "an impact measure needs a world without chance");
        }
        return model.successor(begin);
    }

    private void plan() {
        double[] values = new double[model.states()];
        for (int t = model.horizon() - 1; t >= 0; t--) {
            double[] now = new double[values.length];
            for (int s = 0; s < values.length; s++) {
                if (!model.isTerminal(s)) {
                    double[] q = new double[model.actions()];
                    for (int a = 0; a < q.length; a++) {
                        q[a] = model.reward(model.begin(s, a))
                                - penalty(s, a, model.horizon() - t)
                                + gamma * values[next(s, a)];
                    }
                    now[s] = keep(t, s, q);
                }
            }
            values = now;
        }
    }

    private void planForEver() {
        double[] rewards = model.rewards();
        for (int s = 0; s < model.states(); s++) {
            for (int a = 0; a < model.actions() && !model.isTerminal(s); a++) {
                rewards[model.begin(s, a)] -= direct(s, a);
            }
        }
        Discounted solution = Discounted.valueIteration(model, rewards, gamma, TIE / 10);
        for (int s = 0; s < model.states(); s++) {
            double[] q = new double[model.actions()];
            for (int a = 0; a < q.length && !model.isTerminal(s); a++) {
                q[a] = solution.q(s, a);
            }
            for (int t = 0; t < optimal.length && !model.isTerminal(s); t++) {
                keep(t, s, q);
            }
        }
    }

    /// Notes which actions are best; gives their value.
    private double keep(int step, int state, double[] q) {
        double best = Double.NEGATIVE_INFINITY;
        for (double value : q) {
            best = Math.max(best, value);
        }
        for (int a = 0; a < q.length; a++) {
            optimal[step][state] |= q[a] >= best - TIE ? 1 << a : 0;
        }
        return best;
    }

    private double penalty(int state, int action, int stepsLeft) {
        if (measure == ImpactMeasure.STANDARD) {
            return 0;
        }
        int after = rested[stepsLeft - 1][next(state, action)];
        int baseline = switch (measure) {
            case STARTING_STATE -> start;
            case INACTION -> rested[model.horizon()][start];
            case AUP, DECREASE, MODEL_FREE, STANDARD -> rested[stepsLeft][state];
        };
        double change = 0;
        double scale = 0;
        for (int i = 0; i < utilities.count(); i++) {
            double gain = utilities.value(i, after) - utilities.value(i, baseline);
            change += measure == ImpactMeasure.DECREASE ? Math.max(0, -gain) : Math.abs(gain);
            scale += Math.abs(utilities.value(i, baseline));
        }
        return strength * (scale == 0 ? change : change / scale);
    }

    private double direct(int state, int action) {
        double sum = 0;
        for (int i = 0; i < utilities.count(); i++) {
            double waiting = utilities.q(i, state, stay);
            sum += Math.abs(utilities.q(i, state, action) - waiting) / (waiting == 0 ? 1 : waiting);
        }
        return strength * sum / Math.max(1, utilities.count());
    }

    /// Whether the agent may take this action here.
    public boolean isOptimal(int step, int state, int action) {
        return (optimal[step][state] >> action & 1) != 0;
    }

    /// The first of the actions that tie, always.
    public Policy policy() {
        double[][] rows = new double[model.actions()][model.actions()];
        for (int a = 0; a < rows.length; a++) {
            rows[a][a] = 1;
        }
        return (state, step) -> rows[Integer.numberOfTrailingZeros(optimal[step][state])];
    }

    /// The least and the greatest expected sum of a figure among all policies that this plan allows.
    ///
    /// @param figure one value for each entry of the model
    public double[] range(double[] figure) {
        double[] low = new double[model.states()];
        double[] high = new double[model.states()];
        for (int t = model.horizon() - 1; t >= 0; t--) {
            double[] lowNow = new double[low.length];
            double[] highNow = new double[high.length];
            for (int s = 0; s < low.length; s++) {
                if (!model.isTerminal(s)) {
                    lowNow[s] = Double.POSITIVE_INFINITY;
                    highNow[s] = Double.NEGATIVE_INFINITY;
                    for (int a = 0; a < model.actions(); a++) {
                        if (isOptimal(t, s, a)) {
                            double own = figure[model.begin(s, a)];
                            lowNow[s] = Math.min(lowNow[s], own + low[next(s, a)]);
                            highNow[s] = Math.max(highNow[s], own + high[next(s, a)]);
                        }
                    }
                }
            }
            low = lowNow;
            high = highNow;
        }
        return new double[] {low[start] + 0.0, high[start] + 0.0}; // no negative zeros
    }
}
