package dev.plumbline.worlds.agents;

/// A value that is linear in features, fitted to targets by gradient steps.
final class LinearCritic {
    private final Features features;
    private final double gamma;
    private final double[] weights;
    private final Adam adam;

    LinearCritic(Features features, double gamma, double rate) {
        this.features = features;
        this.gamma = gamma;
        weights = new double[features.size()];
        adam = new Adam(weights.length, rate);
    }

    double gamma() {
        return gamma;
    }

    double value(int state) {
        return LinearAlgebra.dot(weights, 0, features.of(state));
    }

    /// One step down the mean squared error on these steps.
    void fit(Rollouts rollouts) {
        double[] gradient = new double[weights.length];
        for (int i = 0; i < rollouts.size(); i++) {
            int state = rollouts.states()[i];
            double error = rollouts.targets()[i] - value(state);
            LinearAlgebra.add(gradient, 0, features.of(state), error / rollouts.size());
        }
        adam.ascend(weights, gradient);
    }
}
