package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keys and values of all tokens that a batch has read, so that each new token costs one position.
///
/// Rows are padded on the left: slot s holds token s - start(row) of a row, and slots before its start are masked.
/// Every row
/// has therefore its newest token in the same slot.
final class KeyValueCache implements AutoCloseable {
    private final List<Tensor> keys = new ArrayList<>(); // per layer [batch, keyHeads, capacity, headWidth]
    private final List<Tensor> values = new ArrayList<>();
    private final int capacity;
    private int[] starts;
    private int filled;

    /// @param starts first real slot of each row
    /// @param capacity slots, prompt and new tokens together
    KeyValueCache(Decoder decoder, int[] starts, int capacity) {
        DecoderConfig config = decoder.config();
        DType dtype = decoder.compute();
        this.capacity = capacity;
        this.starts = starts.clone();
        for (int i = 0; i < config.layers(); i++) {
            keys.add(room(config, dtype));
            values.add(room(config, dtype));
        }
    }

    int capacity() {
        return capacity;
    }

    int filled() {
        return filled;
    }

    /// Writes the new keys [batch, keyHeads, tokens, headWidth] behind the old ones and gives all so far.
    Tensor keys(int layer, Tensor fresh) {
        return append(keys.get(layer), fresh);
    }

    Tensor values(int layer, Tensor fresh) {
        return append(values.get(layer), fresh);
    }

    /// Rotary tables for the next `tokens` slots of every row: [batch, tokens, 1, width].
    Rotary turns(Rotary table, int width, long tokens) {
        long[] positions = new long[Math.toIntExact(starts.length * tokens)];
        for (int r = 0; r < starts.length; r++) {
            for (int t = 0; t < tokens; t++) {
                positions[Math.toIntExact(r * tokens + t)] = Math.max(0, filled + t - starts[r]);
            }
        }
        return table.at(Tensor.of(positions, positions.length), starts.length, tokens, 1, width);
    }

    /// What is added to the scores of the next `tokens` queries against all slots up to them:
    /// [batch, 1, tokens, filled + tokens]; null where a causal mask alone does.
    @Nullable
    Tensor mask(long tokens) {
        boolean padded = java.util.Arrays.stream(starts).anyMatch(start -> start > 0);
        if (!padded && (tokens == 1 || filled == 0)) {
            return null;
        }
        int wide = Math.toIntExact(filled + tokens);
        float[] mask = new float[Math.toIntExact(starts.length * tokens * wide)];
        java.util.Arrays.fill(mask, Float.NEGATIVE_INFINITY);
        for (int r = 0; r < starts.length; r++) {
            for (int t = 0; t < tokens; t++) {
                int at = Math.toIntExact((r * tokens + t) * wide);
                int own = filled + t;
                for (int k = starts[r]; k <= own; k++) {
                    mask[at + k] = 0;
                }
                mask[at + own] = 0;
            }
        }
        return Tensor.of(mask, starts.length, 1, tokens, wide);
    }

    void advance(long tokens) {
        filled += Math.toIntExact(tokens);
    }

    /// Keeps only these rows, in this order.
    void select(int[] rows) {
        try (TensorScope scope = TensorScope.open()) {
            long[] index = java.util.Arrays.stream(rows).asLongStream().toArray();
            Tensor chosen = Tensor.of(index, index.length);
            replace(keys, chosen);
            replace(values, chosen);
        }
        int[] kept = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            kept[i] = starts[rows[i]];
        }
        starts = kept;
    }

    @Override
    public void close() {
        keys.forEach(Tensor::close);
        values.forEach(Tensor::close);
    }

    private Tensor append(Tensor store, Tensor fresh) {
        store.narrow(2, filled, fresh.size(2)).copyInPlace(fresh);
        return store.narrow(2, 0, filled + fresh.size(2));
    }

    private static void replace(List<Tensor> stores, Tensor chosen) {
        for (int i = 0; i < stores.size(); i++) {
            Tensor old = stores.get(i);
            Tensor smaller = old.indexSelect(0, chosen);
            smaller.raw().retainReference();
            stores.set(i, smaller);
            old.close();
        }
    }

    private Tensor room(DecoderConfig config, DType dtype) {
        Tensor room = Tensor.zeros(starts.length, config.keyHeads(), capacity, config.headWidth())
                .to(dtype);
        room.raw().retainReference();
        return room;
    }
}
