package dev.plumbline.worlds.learning;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import java.util.List;

/// Maximum causal entropy inverse reinforcement learning (Ziebart, Bagnell, Dey 2010), tabular and exact: finds
/// weights under which a soft-optimal agent's expected features are the demonstrator's.
///
/// Ascends `log likelihood - |w|^2 / (2 sd^2)`, which is concave; its gradient is the demonstrator's features
/// less the soft plan's.
///
/// @param steps of Adam, at least 1
/// @param rate first step size, above 0; it falls like 1 / sqrt(step)
/// @param priorSd standard deviation of each weight before any demonstration, above 0
public record MaximumEntropyIrl(int steps, double rate, double priorSd) {
    public MaximumEntropyIrl {
        Require.atLeast(steps, 1, "steps");
        Require.positive(rate, "rate");
        Require.positive(priorSd, "priorSd");
    }

    /// What was learned.
    ///
    /// @param weights [features]
    /// @param policy the soft plan under these weights
    /// @param mismatch the largest difference between the demonstrator's features and the plan's
    public record Fit(double[] weights, Policy policy, double mismatch) {}

    /// Learns from episodes.
    public Fit fit(ObservedModel model, StepFeatures features, List<Segment> demonstrations) {
        Require.that(!demonstrations.isEmpty(), "learning from demonstrations needs at least one");
        double[] mean = new double[features.size()];
        for (Segment demonstration : demonstrations) {
            double[] f = demonstration.features(features);
            for (int i = 0; i < f.length; i++) {
                mean[i] += f[i] / demonstrations.size();
            }
        }
        return fit(model, features, mean, demonstrations.size());
    }

    /// Learns from expected features, [features], as if from `episodes` episodes.
    public Fit fit(ObservedModel model, StepFeatures features, double[] expected, double episodes) {
        double[] w = new double[features.size()];
        double[] mean = new double[w.length];
        double[] square = new double[w.length];
        for (int step = 1; step <= steps; step++) {
            SoftPlan plan = new SoftPlan(model, features.rewards(model, w));
            double[] planned = SoftPlan.features(model, plan.policy(), features);
            for (int i = 0; i < w.length; i++) {
                double g = expected[i] - planned[i] - w[i] / (priorSd * priorSd * episodes);
                mean[i] = 0.9 * mean[i] + 0.1 * g;
                square[i] = 0.999 * square[i] + 0.001 * g * g;
                double m = mean[i] / (1 - Math.pow(0.9, step));
                double v = square[i] / (1 - Math.pow(0.999, step));
                w[i] += rate / Math.sqrt(step) * m / (Math.sqrt(v) + 1e-8);
            }
        }
        SoftPlan plan = new SoftPlan(model, features.rewards(model, w));
        double[] planned = SoftPlan.features(model, plan.policy(), features);
        double mismatch = 0;
        for (int i = 0; i < w.length; i++) {
            mismatch = Math.max(mismatch, Math.abs(expected[i] - planned[i]));
        }
        return new Fit(w, plan.policy(), mismatch);
    }

    /// The policy of a demonstrator who is soft-optimal for these weights, and whose rationality is their scale.
    public static Policy demonstrator(ObservedModel model, StepFeatures features, double[] weights) {
        return new SoftPlan(model, features.rewards(model, weights)).policy();
    }
}
