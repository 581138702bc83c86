package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// log p of given continuations, token by token.
final class ContinuationScores {
    /// Logits held at once: 64 MiB of them.
    private static final int CHUNK = 1 << 24;

    private ContinuationScores() {}

    /// For each prompt and continuation, log p of every continuation token given all before it.
    ///
    /// @param batch how many are computed at once
    static List<double[]> of(Decoder decoder, List<int[]> prompts, List<int[]> continuations, int batch) {
        List<double[]> scores = new ArrayList<>();
        for (int at = 0; at < prompts.size(); at += batch) {
            int end = Math.min(prompts.size(), at + batch);
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                scores.addAll(some(decoder, prompts.subList(at, end), continuations.subList(at, end)));
            }
        }
        return scores;
    }

    /// log p of each target at its position, a chunk of logits at a time: all of them would be the peak of memory.
    private static double[] logProbabilities(Decoder decoder, Tensor hidden, long[] positions, long[] targets) {
        int chunk = Math.max(1, CHUNK / decoder.config().vocabulary());
        double[] all = new double[positions.length];
        for (int from = 0; from < all.length; from += chunk) {
            int to = Math.min(all.length, from + chunk);
            try (TensorScope scope = TensorScope.open()) {
                long[] at = Arrays.copyOfRange(positions, from, to);
                double[] some = decoder.logits(hidden.indexSelect(0, Tensor.of(at, at.length)))
                        .crossEntropy(Tensor.of(Arrays.copyOfRange(targets, from, to), at.length))
                        .neg()
                        .toDoubles();
                System.arraycopy(some, 0, all, from, some.length);
            }
        }
        return all;
    }

    private static List<double[]> some(Decoder decoder, List<int[]> prompts, List<int[]> continuations) {
        List<int[]> rows = new ArrayList<>();
        for (int r = 0; r < prompts.size(); r++) {
            int[] row = Arrays.copyOf(prompts.get(r), prompts.get(r).length + continuations.get(r).length);
            System.arraycopy(continuations.get(r), 0, row, prompts.get(r).length, continuations.get(r).length);
            rows.add(row);
        }
        TokenBatch layout = TokenBatch.packed(rows);
        int count = continuations.stream().mapToInt(ids -> ids.length).sum();
        long[] positions = new long[count];
        long[] targets = new long[count];
        int next = 0;
        for (int r = 0; r < rows.size(); r++) {
            for (int t = 0; t < continuations.get(r).length; t++) {
                positions[next] = layout.flat(r, prompts.get(r).length + t - 1);
                targets[next++] = continuations.get(r)[t];
            }
        }
        Tensor hidden = decoder.hidden(layout).view(-1, decoder.config().width());
        double[] flat = logProbabilities(decoder, hidden, positions, targets);
        List<double[]> scores = new ArrayList<>();
        int from = 0;
        for (int[] continuation : continuations) {
            scores.add(Arrays.copyOfRange(flat, from, from + continuation.length));
            from += continuation.length;
        }
        return scores;
    }
}
