package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

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
        List<Decoder> readers = readers(decoder, batch);
        int own = (batch + readers.size() - 1) / readers.size();
        try {
            for (int at = 0; at < prompts.size(); at += batch) {
                List<Callable<List<double[]>>> pieces = new ArrayList<>();
                for (int from = at; from < Math.min(prompts.size(), at + batch); from += own) {
                    int to = Math.min(prompts.size(), Math.min(at + batch, from + own));
                    Decoder reader = readers.get(pieces.size());
                    List<int[]> asked = prompts.subList(from, to);
                    List<int[]> said = continuations.subList(from, to);
                    pieces.add(() -> read(reader, asked, said));
                }
                Engine.together(pieces).forEach(scores::addAll);
            }
        } finally {
            readers.subList(1, readers.size()).forEach(Decoder::close);
        }
        return scores;
    }

    /// The decoder, once for every core that has a row to read.
    private static List<Decoder> readers(Decoder decoder, int batch) {
        int cores = Math.min(batch, Engine.options().sideBySide());
        List<Decoder> readers = new ArrayList<>(List.of(decoder));
        for (int i = 1; i < cores; i++) {
            readers.add(decoder.reader());
        }
        return readers;
    }

    private static List<double[]> read(Decoder decoder, List<int[]> prompts, List<int[]> continuations) {
        try (NoGradient off = NoGradient.open()) {
            return Engine.reading(decoder.compute(), () -> some(decoder, prompts, continuations));
        }
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
