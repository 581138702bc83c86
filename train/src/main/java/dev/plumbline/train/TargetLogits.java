package dev.plumbline.train;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import java.util.List;

/// Logits over the vocabulary where a target token is predicted, for what needs the whole distribution and not the
/// target's probability alone. Takes [targets, vocabulary] of memory.
///
/// @param logits divided by the temperature: [targets, vocabulary]
/// @param targets int-64 [targets]
/// @param row for each target the index of its row
/// @param rows how many rows there are; one may have no target
public record TargetLogits(Tensor logits, Tensor targets, int[] row, int rows) {
    /// Runs the decoder once over the rows, packed.
    ///
    /// @param temperature divides the logits, above 0; the one that the answers were sampled at
    public static TargetLogits of(Decoder decoder, List<TokenRow> rows, double temperature) {
        int count = rows.stream().mapToInt(TokenRow::targets).sum();
        TokenBatch layout = TokenBatch.packed(TargetLogProbabilities.ids(rows));
        long[] positions = new long[count];
        long[] targets = new long[count];
        int[] owner = new int[count];
        int next = 0;
        for (int r = 0; r < rows.size(); r++) {
            boolean[] learned = rows.get(r).learned();
            int[] ids = rows.get(r).ids();
            for (int t = 1; t < ids.length; t++) {
                if (learned[t]) {
                    positions[next] = layout.flat(r, t - 1);
                    targets[next] = ids[t];
                    owner[next++] = r;
                }
            }
        }
        Tensor hidden = decoder.hidden(layout).view(-1, decoder.config().width());
        Tensor logits = decoder.logits(hidden.indexSelect(0, Tensor.of(positions, count)));
        Tensor scaled = temperature == 1 ? logits : logits.mul(1 / temperature);
        return new TargetLogits(scaled, Tensor.of(targets, count), owner, rows.size());
    }

    /// log p of each target: [targets].
    public Tensor logProbabilities() {
        return logits.crossEntropy(targets).neg();
    }

    /// - sum p log p over the vocabulary, in nats: [targets].
    public Tensor entropies() {
        Tensor logs = logits.logSoftmax(1);
        return logs.exp().mul(logs).sum(1).neg();
    }

    /// log sum p^2 over the vocabulary: the log of the chance that two draws agree: [targets].
    public Tensor logCollisions() {
        return logits.logSoftmax(1).mul(2).logSumExp(1);
    }
}
