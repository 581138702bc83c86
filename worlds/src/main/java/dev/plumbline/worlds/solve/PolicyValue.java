package dev.plumbline.worlds.solve;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;

/// Where a policy goes over an episode, exactly: by pushing the distribution over states forward, step by step.
public final class PolicyValue {
    private final double[] visits; // [states]
    private final double[] flow; // [entries]

    private PolicyValue(double[] visits, double[] flow) {
        this.visits = visits;
        this.flow = flow;
    }

    /// Follows `policy` through an episode of the model's horizon.
    public static PolicyValue of(ObservedModel model, Policy policy) {
        double[] now = model.startProbabilities();
        double[] visits = now.clone();
        double[] flow = new double[model.entries()];
        for (int t = 0; t < model.horizon(); t++) {
            double[] next = new double[now.length];
            for (int s = 0; s < now.length; s++) {
                if (now[s] > 0 && !model.isTerminal(s)) {
                    push(model, s, now[s], policy.at(s, t), next, flow);
                }
            }
            for (int s = 0; s < next.length; s++) {
                visits[s] += next[s];
            }
            now = next;
        }
        return new PolicyValue(visits, flow);
    }

    private static void push(
            ObservedModel model, int state, double mass, double[] actions, double[] next, double[] flow) {
        for (int a = 0; a < actions.length; a++) {
            if (actions[a] > 0) {
                for (int k = model.begin(state, a); k < model.end(state, a); k++) {
                    double part = mass * actions[a] * model.probability(k);
                    next[model.successor(k)] += part;
                    flow[k] += part;
                }
            }
        }
    }

    /// How often this state is met in an episode, on average; a terminal state counts once, when it is entered.
    public double occupancy(int state) {
        return visits[state];
    }

    /// How often this entry of the model happens in an episode, on average.
    public double flow(int entry) {
        return flow[entry];
    }

    /// The expected sum over an episode of a figure that has one value for each entry of the model.
    public double total(double[] entries) {
        double sum = 0;
        for (int k = 0; k < flow.length; k++) {
            sum += flow[k] * entries[k];
        }
        return sum;
    }
}
