package dev.plumbline.engine.internal.scores;

/// Scores as probabilities.
public final class Probabilities {
    private Probabilities() {}

    /// The largest score, minus infinity if no token is possible.
    public static float largest(float[] scores) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        return largest;
    }

    /// The place of the largest score, the first of equal ones.
    public static int likeliest(float[] scores, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (scores[from + i] > scores[from + best]) {
                best = i;
            }
        }
        return best;
    }

    /// exp(score - largest) of each: weights whose largest is 1.
    public static double[] weights(float[] scores) {
        float largest = largest(scores);
        double[] weights = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            weights[i] = scores[i] == Float.NEGATIVE_INFINITY ? 0 : Math.exp((double) scores[i] - largest);
        }
        return weights;
    }

    /// The sum of all weights.
    public static double sum(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /// The entropy of weights that sum up to `sum`, in nats.
    static double entropy(double[] weights, double sum) {
        double entropy = 0;
        for (double weight : weights) {
            double p = weight / sum;
            entropy -= p > 0 ? p * Math.log(p) : 0;
        }
        return entropy;
    }
}
