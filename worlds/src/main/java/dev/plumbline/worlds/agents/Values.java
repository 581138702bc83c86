package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.Policy;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// What an agent believes each action to be worth in each state, [states][actions].
public record Values(double[][] q) {
    /// Every value the same; a value above any true one makes an agent try everything.
    static Values filled(int states, int actions, double value) {
        double[][] q = new double[states][actions];
        for (double[] row : q) {
            Arrays.fill(row, value);
        }
        return new Values(q);
    }

    /// The first action of highest value.
    public int best(int state) {
        int best = 0;
        for (int a = 1; a < q[state].length; a++) {
            if (q[state][a] > q[state][best]) {
                best = a;
            }
        }
        return best;
    }

    public double highest(int state) {
        return q[state][best(state)];
    }

    /// What an epsilon-greedy agent expects: epsilon of the average, the rest of the highest.
    double expected(int state, double epsilon) {
        double sum = 0;
        for (double x : q[state]) {
            sum += x;
        }
        return epsilon * sum / q[state].length + (1 - epsilon) * highest(state);
    }

    int explore(int state, double epsilon, RandomGenerator random) {
        return random.nextDouble() < epsilon ? random.nextInt(q[state].length) : best(state);
    }

    /// Takes the first best action in each state.
    public Policy greedy() {
        int[] chosen = new int[q.length];
        for (int s = 0; s < chosen.length; s++) {
            chosen[s] = best(s);
        }
        return Policy.deterministic(q[0].length, chosen);
    }
}
