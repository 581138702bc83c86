package dev.plumbline.train;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// log p of every target token of some rows, in one flat vector, with the row that each belongs to.
///
/// Only hidden states that predict a target reach the output layer: prompt positions are dropped before it,
/// because logits are the memory peak of training.
///
/// @param values [targets], recorded for the backward pass if gradients are on
/// @param row for each target the index of its row
record TargetLogProbabilities(Tensor values, int[] row, int rows) {
    /// Packs the rows and runs the decoder over them once.
    static TargetLogProbabilities of(Decoder decoder, List<TokenRow> rows) {
        return of(decoder, rows, TokenBatch.packed(ids(rows)));
    }

    /// As above, in a layout that holds these rows in this order.
    static TargetLogProbabilities of(Decoder decoder, List<TokenRow> rows, TokenBatch layout) {
        int count = rows.stream().mapToInt(TokenRow::targets).sum();
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
        Tensor logits = decoder.logits(hidden.indexSelect(0, Tensor.of(positions, count))); // [targets, vocabulary]
        return new TargetLogProbabilities(
                logits.crossEntropy(Tensor.of(targets, count)).neg(), owner, rows.size());
    }

    /// The sum over each row's targets: [rows].
    Tensor sums() {
        float[] ones = new float[row.length];
        Arrays.fill(ones, 1);
        return sums(ones);
    }

    /// The sum over each row's targets, each times its weight: [rows].
    ///
    /// @param weights one for each target
    Tensor sums(float[] weights) {
        float[] membership = new float[rows * row.length];
        for (int i = 0; i < row.length; i++) {
            membership[row[i] * row.length + i] = weights[i];
        }
        return Tensor.of(membership, rows, row.length).matmul(values);
    }

    static List<int[]> ids(List<TokenRow> rows) {
        List<int[]> ids = new ArrayList<>(rows.size());
        for (TokenRow row : rows) {
            ids.add(row.ids());
        }
        return ids;
    }
}
