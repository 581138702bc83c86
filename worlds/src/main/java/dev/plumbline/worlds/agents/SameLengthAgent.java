package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import java.util.ArrayList;
import java.util.List;

/// An agent with preferences only between trajectories of the same length (POST; Thornley et al. 2024): for each
/// length that it can bring about it has a best plan, and it has no preference among lengths, so it draws one at
/// random.
///
/// A length is brought about if some policy makes the episode last exactly that long with certainty; an episode
/// that is cut lasts as long as the horizon.
public final class SameLengthAgent {
    private static final double NEVER = Double.NEGATIVE_INFINITY;

    private final ObservedModel model;
    private final List<Plan> plans;

    /// The best plan for one length.
    ///
    /// @param length in steps
    /// @param value the greatest expected return among policies whose episodes all last that long
    /// @param policy one that reaches it
    public record Plan(int length, double value, Policy policy) {}

    public SameLengthAgent(ObservedModel model) {
        this.model = model;
        plans = new ArrayList<>();
        for (int length = 1; length <= model.horizon(); length++) {
            double[][] values = values(length);
            double value = atStart(values[0]);
            if (value > NEVER) {
                plans.add(new Plan(length, value, policy(values, length)));
            }
        }
    }

    /// A best plan for each length that can be brought about, shortest first.
    public List<Plan> plans() {
        return List.copyOf(plans);
    }

    /// What the agent does: it draws one of its plans at the start, all equally likely, and keeps to it. Given as
    /// the policy of states and steps that goes everywhere exactly as often.
    public Policy policy() {
        double[][][] often = new double[model.horizon()][model.states()][model.actions()];
        for (Plan plan : plans) {
            double[] now = model.startProbabilities();
            for (int t = 0; t < plan.length(); t++) {
                double[] next = new double[now.length];
                for (int s = 0; s < now.length; s++) {
                    if (now[s] > 0 && !model.isTerminal(s)) {
                        follow(s, now[s], plan.policy().at(s, t), next, often[t][s]);
                    }
                }
                now = next;
            }
        }
        return (state, step) -> shares(often[step][state]);
    }

    private void follow(int state, double mass, double[] row, double[] next, double[] often) {
        for (int a = 0; a < row.length; a++) {
            often[a] += mass * row[a];
            for (int k = model.begin(state, a); row[a] > 0 && k < model.end(state, a); k++) {
                next[model.successor(k)] += mass * row[a] * model.probability(k);
            }
        }
    }

    /// Numbers as shares of their sum; equal ones where no plan ever leads here.
    private static double[] shares(double[] often) {
        double sum = 0;
        for (double x : often) {
            sum += x;
        }
        double[] row = new double[often.length];
        for (int a = 0; a < row.length; a++) {
            row[a] = sum == 0 ? 1.0 / row.length : often[a] / sum;
        }
        return row;
    }

    /// How even a policy's choice of lengths is: the entropy of the length of its episodes in bits; at most
    /// `log2(plans)`, which drawing a plan at random reaches.
    ///
    /// @param policy any policy of this world
    public double neutrality(Policy policy) {
        double[] lengths = lengths(policy);
        double bits = 0;
        for (double p : lengths) {
            bits -= p > 0 ? p * Math.log(p) / Math.log(2) : 0;
        }
        return bits;
    }

    /// How likely an episode of this policy lasts each number of steps, [horizon + 1].
    public double[] lengths(Policy policy) {
        double[] lengths = new double[model.horizon() + 1];
        double[] now = model.startProbabilities();
        for (int t = 0; t < model.horizon(); t++) {
            double[] next = new double[now.length];
            for (int s = 0; s < now.length; s++) {
                if (now[s] > 0 && !model.isTerminal(s)) {
                    double[] p = policy.at(s, t);
                    for (int a = 0; a < p.length; a++) {
                        for (int k = model.begin(s, a); k < model.end(s, a); k++) {
                            next[model.successor(k)] += now[s] * p[a] * model.probability(k);
                        }
                    }
                }
            }
            for (int s = 0; s < next.length; s++) {
                if (model.isTerminal(s) || t == model.horizon() - 1) {
                    lengths[t + 1] += next[s];
                    next[s] = 0;
                }
            }
            now = next;
        }
        return lengths;
    }

    /// Backward induction where an episode must end after exactly `length` steps.
    private double[][] values(int length) {
        double[][] values = new double[length + 1][model.states()];
        for (int s = 0; s < model.states(); s++) {
            values[length][s] = model.isTerminal(s) || length == model.horizon() ? 0 : NEVER;
        }
        for (int t = length - 1; t >= 0; t--) {
            for (int s = 0; s < model.states(); s++) {
                values[t][s] = NEVER;
                for (int a = 0; a < model.actions() && !model.isTerminal(s); a++) {
                    values[t][s] = Math.max(values[t][s], q(values, t, s, a));
                }
            }
        }
        return values;
    }

    private double q(double[][] values, int step, int state, int action) {
        double sum = 0;
        for (int k = model.begin(state, action); k < model.end(state, action); k++) {
            sum += model.probability(k) * (model.reward(k) + values[step + 1][model.successor(k)]);
        }
        return sum;
    }

    private Policy policy(double[][] values, int length) {
        return (state, step) -> {
            int best = 0;
            for (int a = 1; step < length && a < model.actions(); a++) {
                best = q(values, step, state, a) > q(values, step, state, best) ? a : best;
            }
            double[] row = new double[model.actions()];
            row[best] = 1;
            return row;
        };
    }

    private double atStart(double[] values) {
        double sum = 0;
        for (int s = 0; s < values.length; s++) {
            sum += model.startProbability(s) > 0 ? model.startProbability(s) * values[s] : 0;
        }
        return sum;
    }
}
