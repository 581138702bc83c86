package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.Policy;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// A policy whose log-probabilities are linear in features, up to a constant: pi(a | s) ~ exp(theta_a f(s)).
public final class SoftmaxPolicy implements Policy {
    private final Features features;
    private final int actions;
    private final double[] theta; // [actions * features]

    SoftmaxPolicy(Features features, int actions) {
        this.features = features;
        this.actions = actions;
        theta = new double[actions * features.size()];
    }

    @Override
    public double[] at(int state, int step) {
        double[] f = features.of(state);
        double[] p = new double[actions];
        double highest = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < actions; a++) {
            p[a] = LinearAlgebra.dot(theta, a * f.length, f);
            highest = Math.max(highest, p[a]);
        }
        double sum = 0;
        for (int a = 0; a < actions; a++) {
            p[a] = Math.exp(p[a] - highest);
            sum += p[a];
        }
        for (int a = 0; a < actions; a++) {
            p[a] /= sum;
        }
        return p;
    }

    /// Adds to `gradient` the gradient of `scale log pi(action | state)` by theta.
    void addGradient(int state, int action, double scale, double[] gradient) {
        double[] f = features.of(state);
        double[] p = at(state, 0);
        for (int a = 0; a < actions; a++) {
            LinearAlgebra.add(gradient, a * f.length, f, scale * ((a == action ? 1 : 0) - p[a]));
        }
    }

    /// Adds the gradient of `scale` times the entropy of pi(. | state): -sum pi log pi.
    void addEntropyGradient(int state, double scale, double[] gradient) {
        double[] f = features.of(state);
        double[] p = at(state, 0);
        double entropy = 0;
        for (double x : p) {
            entropy -= x > 0 ? x * Math.log(x) : 0;
        }
        for (int a = 0; a < actions; a++) {
            double slope = p[a] > 0 ? -p[a] * (Math.log(p[a]) + entropy) : 0;
            LinearAlgebra.add(gradient, a * f.length, f, scale * slope);
        }
    }

    /// Draws the weights anew, normal with this standard deviation; 0 leaves them.
    void scatter(double sd, RandomGenerator random) {
        for (int i = 0; i < theta.length && sd > 0; i++) {
            theta[i] = sd * random.nextGaussian();
        }
    }

    /// A copy of the weights, [actions][features].
    public double[][] weights() {
        double[][] weights = new double[actions][];
        for (int a = 0; a < actions; a++) {
            weights[a] = Arrays.copyOfRange(theta, a * features.size(), (a + 1) * features.size());
        }
        return weights;
    }

    double[] theta() {
        return theta;
    }

    /// The policy that takes the most probable action, the first of equals.
    public Policy mode() {
        return (state, step) -> {
            double[] p = at(state, step);
            int best = 0;
            for (int a = 1; a < p.length; a++) {
                best = p[a] > p[best] ? a : best;
            }
            double[] row = new double[p.length];
            row[best] = 1;
            return row;
        };
    }
}
