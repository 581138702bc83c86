package dev.plumbline.engine.internal.scores;

import java.util.Arrays;
import java.util.PriorityQueue;

/// The rules about how a token is drawn: temperature, and the ways to leave unlikely tokens out.
///
/// Every one of them leaves at least the likeliest token.
public final class DrawProcessors {
    private static final float IMPOSSIBLE = Float.NEGATIVE_INFINITY;

    private DrawProcessors() {}

    /// Divides all scores by `temperature`, above 0.
    public static ScoreProcessor temperature(double temperature) {
        return (scores, history) -> {
            for (int i = 0; i < scores.length; i++) {
                scores[i] /= (float) temperature;
            }
        };
    }

    /// Keeps the `k` largest scores and those equal to the smallest of them.
    public static ScoreProcessor topK(int k) {
        return (scores, history) -> {
            if (k < scores.length) {
                dropBelow(scores, largest(scores, k));
            }
        };
    }

    /// Keeps the likeliest tokens up to the total probability `share`, the one that crosses it included.
    public static ScoreProcessor topP(double share) {
        return (scores, history) -> {
            double[] weights = Probabilities.weights(scores);
            keep(scores, weights, Nucleus.of(weights, share * Probabilities.sum(weights)));
        };
    }

    /// Drops tokens whose probability is less than `share` of the likeliest's.
    public static ScoreProcessor minP(double share) {
        return (scores, history) -> dropBelow(scores, (float) (Probabilities.largest(scores) + Math.log(share)));
    }

    /// Keeps the tokens whose surprise -log p is nearest to the entropy, up to the total probability `share`, the one
    /// that crosses it included.
    public static ScoreProcessor typicalP(double share) {
        return (scores, history) -> {
            double[] weights = Probabilities.weights(scores);
            double sum = Probabilities.sum(weights);
            double entropy = Probabilities.entropy(weights, sum);
            double[] distance = new double[weights.length];
            Integer[] order = new Integer[weights.length];
            for (int i = 0; i < weights.length; i++) {
                distance[i] =
                        weights[i] == 0 ? Double.POSITIVE_INFINITY : Math.abs(-Math.log(weights[i] / sum) - entropy);
                order[i] = i;
            }
            Arrays.sort(order, (a, b) -> Double.compare(distance[a], distance[b]));
            double reached = 0;
            int last = 0;
            while (last < order.length - 1 && (reached += weights[order[last]] / sum) < share) {
                last++;
            }
            double border = distance[order[last]];
            for (int i = 0; i < scores.length; i++) {
                if (distance[i] > border) {
                    scores[i] = IMPOSSIBLE;
                }
            }
        };
    }

    /// Drops tokens less likely than `probability`.
    public static ScoreProcessor epsilon(double probability) {
        return (scores, history) -> {
            double[] weights = Probabilities.weights(scores);
            dropLighter(scores, weights, probability * Probabilities.sum(weights));
        };
    }

    /// Drops tokens less likely than the smaller of `probability` and sqrt(probability) * exp(-entropy).
    public static ScoreProcessor eta(double probability) {
        return (scores, history) -> {
            double[] weights = Probabilities.weights(scores);
            double sum = Probabilities.sum(weights);
            double entropy = Probabilities.entropy(weights, sum);
            double least = Math.min(probability, Math.sqrt(probability) * Math.exp(-entropy));
            dropLighter(scores, weights, least * sum);
        };
    }

    /// The k-th largest of more scores than k.
    private static float largest(float[] scores, int k) {
        PriorityQueue<Float> best = new PriorityQueue<>(k);
        for (float score : scores) {
            if (best.size() < k) {
                best.add(score);
            } else if (score > best.element()) {
                best.remove();
                best.add(score);
            }
        }
        return best.element();
    }

    private static void dropBelow(float[] scores, float border) {
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] < border) {
                scores[i] = IMPOSSIBLE;
            }
        }
    }

    /// Keeps tokens of at least this weight, and the likeliest ones, whose weight is 1, in any case.
    private static void dropLighter(float[] scores, double[] weights, double least) {
        for (int i = 0; i < scores.length; i++) {
            if (weights[i] < least && weights[i] < 1) {
                scores[i] = IMPOSSIBLE;
            }
        }
    }

    /// Keeps the likeliest tokens; of those as light as the lightest, the last ones.
    private static void keep(float[] scores, double[] weights, Nucleus nucleus) {
        double border = nucleus.lightest();
        int equal = nucleus.count();
        for (double weight : weights) {
            equal -= weight > border ? 1 : 0;
        }
        for (int i = scores.length - 1; i >= 0; i--) {
            if (weights[i] < border || (weights[i] == border && equal-- <= 0)) {
                scores[i] = IMPOSSIBLE;
            }
        }
    }
}
