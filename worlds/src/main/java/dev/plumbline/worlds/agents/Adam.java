package dev.plumbline.worlds.agents;

/// Ascends a gradient with steps scaled by its running moments (Kingma, Ba 2015).
final class Adam {
    private static final double FIRST = 0.9;
    private static final double SECOND = 0.999;
    private static final double SMALL = 1e-8;

    private final double rate;
    private final double[] mean;
    private final double[] square;
    private int steps;

    Adam(int size, double rate) {
        this.rate = rate;
        mean = new double[size];
        square = new double[size];
    }

    void ascend(double[] weights, double[] gradient) {
        steps++;
        double meanScale = 1 - Math.pow(FIRST, steps);
        double squareScale = 1 - Math.pow(SECOND, steps);
        for (int i = 0; i < weights.length; i++) {
            mean[i] = FIRST * mean[i] + (1 - FIRST) * gradient[i];
            square[i] = SECOND * square[i] + (1 - SECOND) * gradient[i] * gradient[i];
            weights[i] += rate * mean[i] / meanScale / (Math.sqrt(square[i] / squareScale) + SMALL);
        }
    }
}
