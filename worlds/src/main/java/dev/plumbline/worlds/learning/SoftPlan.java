package dev.plumbline.worlds.learning;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;

/// The maximum-entropy plan of a reward (Ziebart 2010): backward induction with `V = log sum_a exp(Q)`, and the
/// policy `exp(Q - V)` that changes with the step.
final class SoftPlan {
    private final ObservedModel model;
    private final double[][][] policy; // [horizon][states][actions]

    SoftPlan(ObservedModel model, double[] rewards) {
        this.model = model;
        int actions = model.actions();
        policy = new double[model.horizon()][model.states()][];
        double[] values = new double[model.states()];
        for (int t = model.horizon() - 1; t >= 0; t--) {
            double[] now = new double[values.length];
            for (int s = 0; s < values.length; s++) {
                double[] q = new double[actions];
                double highest = Double.NEGATIVE_INFINITY;
                for (int a = 0; a < actions && !model.isTerminal(s); a++) {
                    for (int k = model.begin(s, a); k < model.end(s, a); k++) {
                        q[a] += model.probability(k) * (rewards[k] + values[model.successor(k)]);
                    }
                    highest = Math.max(highest, q[a]);
                }
                if (!model.isTerminal(s)) {
                    now[s] = normalise(q, highest);
                }
                policy[t][s] = q;
            }
            values = now;
        }
    }

    /// Turns values into probabilities; gives the log of their sum.
    private static double normalise(double[] q, double highest) {
        double sum = 0;
        for (int a = 0; a < q.length; a++) {
            q[a] = Math.exp(q[a] - highest);
            sum += q[a];
        }
        for (int a = 0; a < q.length; a++) {
            q[a] /= sum;
        }
        return highest + Math.log(sum);
    }

    Policy policy() {
        return (state, step) -> policy[step][state];
    }

    /// Expected summed features of an episode.
    static double[] features(ObservedModel model, Policy policy, StepFeatures features) {
        double[] sum = new double[features.size()];
        double[] now = model.startProbabilities();
        for (int t = 0; t < model.horizon(); t++) {
            double[] next = new double[now.length];
            for (int s = 0; s < now.length; s++) {
                if (now[s] > 0 && !model.isTerminal(s)) {
                    double[] p = policy.at(s, t);
                    for (int a = 0; a < p.length; a++) {
                        double mass = now[s] * p[a];
                        double[] f = features.of(s, a);
                        for (int i = 0; i < f.length; i++) {
                            sum[i] += mass * f[i];
                        }
                        for (int k = model.begin(s, a); k < model.end(s, a); k++) {
                            next[model.successor(k)] += mass * model.probability(k);
                        }
                    }
                }
            }
            now = next;
        }
        return sum;
    }
}
