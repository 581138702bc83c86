package dev.plumbline.engine;

import dev.plumbline.model.Sampling;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Draws one token from logits: temperature, then top-k, then top-p (nucleus, Holtzman et al. 2020).
///
/// Runs on plain arrays with a generator of the row's own, so that a seed gives the same token whatever else is in the
/// batch.
final class TokenSampler {
    private final Sampling sampling;
    private final RandomGenerator random;

    TokenSampler(Sampling sampling, RandomGenerator random) {
        this.sampling = sampling;
        this.random = random;
    }

    /// The token drawn from `logits[from .. from + vocabulary)`.
    int next(float[] logits, int from, int vocabulary) {
        int best = argmax(logits, from, vocabulary);
        if (sampling.temperature() == 0) {
            return best;
        }
        double[] weights = new double[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            weights[i] = Math.exp((logits[from + i] - logits[from + best]) / sampling.temperature());
        }
        if (sampling.topK() > 0 && sampling.topK() < vocabulary) {
            keepLargest(weights, sampling.topK());
        }
        if (sampling.topP() < 1) {
            keepNucleus(weights, sampling.topP());
        }
        return draw(weights, best);
    }

    /// log p of a token under the model itself, at temperature 1 and without truncation.
    static double logProbability(float[] logits, int from, int vocabulary, int token) {
        double max = logits[from + argmax(logits, from, vocabulary)];
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
            sum += Math.exp(logits[from + i] - max);
        }
        return logits[from + token] - max - Math.log(sum);
    }

    private int draw(double[] weights, int best) {
        double left = random.nextDouble() * Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            left -= weights[i];
            if (left < 0 && weights[i] > 0) {
                return i;
            }
        }
        return best; // rounding left a crumb
    }

    /// Sets all but the `keep` largest weights to zero; of equal ones at the border the first stay.
    private static void keepLargest(double[] weights, int keep) {
        double[] sorted = weights.clone();
        Arrays.sort(sorted);
        double border = sorted[sorted.length - keep];
        long above = Arrays.stream(weights).filter(weight -> weight > border).count();
        long ties = keep - above;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] < border || (weights[i] == border && ties-- <= 0)) {
                weights[i] = 0;
            }
        }
    }

    /// Keeps the likeliest tokens until their share reaches `share`, the one that crosses it included.
    private static void keepNucleus(double[] weights, double share) {
        double[] sorted = weights.clone();
        Arrays.sort(sorted);
        double goal = share * Arrays.stream(weights).sum();
        double sum = 0;
        int keep = 0;
        for (int i = sorted.length - 1; i >= 0 && sum < goal; i--) {
            sum += sorted[i];
            keep++;
        }
        keepLargest(weights, Math.max(1, keep));
    }

    private static int argmax(float[] logits, int from, int vocabulary) {
        int best = 0;
        for (int i = 1; i < vocabulary; i++) {
            if (logits[from + i] > logits[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
