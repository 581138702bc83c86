package dev.plumbline.engine;

import dev.plumbline.engine.internal.scores.Probabilities;
import dev.plumbline.engine.internal.scores.ScoreProcessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/// Takes one row's next token from its logits.
///
/// Runs on plain arrays with a generator of the row's own, so that a seed gives the same token whatever else is in the
/// batch.
final class TokenSampler {
    private final boolean greedy;
    private final ScorePipeline pipeline;
    private final RandomGenerator random;

    TokenSampler(GenerationOptions options, int vocabulary, RandomGenerator random) {
        this.greedy = options.draw().greedy();
        this.pipeline = ScorePipeline.of(options, vocabulary);
        this.random = random;
    }

    /// The token drawn from `logits[from .. from + vocabulary)`.
    int next(float[] logits, int from, int vocabulary, ScoreProcessor.History history) {
        if (greedy && pipeline.isEmpty()) {
            return Probabilities.likeliest(logits, from, vocabulary);
        }
        float[] scores = Arrays.copyOfRange(logits, from, from + vocabulary);
        pipeline.apply(scores, history);
        int best = Probabilities.likeliest(scores, 0, vocabulary);
        return greedy ? best : draw(Probabilities.weights(scores), best);
    }

    /// The `count` likeliest tokens of `logits[from .. from + vocabulary)`, the likeliest first.
    ///
    /// @param logSum log of the sum of their exponentials
    static List<WrittenToken.Alternative> likeliest(
            float[] logits, int from, int vocabulary, double logSum, int count) {
        Comparator<Integer> byScore = Comparator.comparingDouble(i -> logits[from + i]);
        PriorityQueue<Integer> best = new PriorityQueue<>(Math.max(1, count), byScore);
        for (int i = 0; i < vocabulary; i++) {
            if (best.size() < count) {
                best.add(i);
            } else if (count > 0 && logits[from + i] > logits[from + best.element()]) {
                best.remove();
                best.add(i);
            }
        }
        List<WrittenToken.Alternative> found = new ArrayList<>();
        while (!best.isEmpty()) {
            int id = best.remove();
            found.addFirst(new WrittenToken.Alternative(id, logits[from + id] - logSum));
        }
        return found;
    }

    private int draw(double[] weights, int best) {
        double left = random.nextDouble() * Probabilities.sum(weights);
        for (int i = 0; i < weights.length; i++) {
            left -= weights[i];
            if (left < 0 && weights[i] > 0) {
                return i;
            }
        }
        return best; // rounding left a crumb
    }
}
