package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keys and values of all tokens that the rows of a batch have read, so that each new token costs one position.
///
/// Every row has room of its own and counts from its own start: slot s of a row holds its token s, whatever the other
/// rows are. Rows in use are the first ones, without a gap. All room is there beforehand; nothing is joined as rows
/// grow. Before the decoder reads tokens, the cache is told which rows they belong to: [#prompts] or [#nextTokens].
/// The buffers and views of a step stay the same objects from step to step, so that the step can be recorded.
final class KeyValueCache implements AutoCloseable {
    /// What one token of every row may see is rounded up to this many slots: steps of equal shape can be repeated.
    private static final int SPAN = 64;

    private final int rows;
    private final int capacity;
    private final List<Tensor> keys = new ArrayList<>(); // per layer [rows, capacity, keyHeads, headWidth]
    private final List<Tensor> values = new ArrayList<>();
    private final List<Tensor> flatKeys = new ArrayList<>(); // views [rows * capacity, keyHeads * headWidth]
    private final List<Tensor> flatValues = new ArrayList<>();
    private final int[] lengths;
    private final List<Tensor> buffers = new ArrayList<>();
    private final Tensor positions; // [rows], the slot that a row's next token takes
    private final Tensor places; // [rows], the same slot in the flat views
    private final Tensor slots; // [1, capacity]: 0, 1, 2 ..
    private CacheReading reading = new CacheReading.Prompts(0, 0, 0, 0);
    private CacheReading.@Nullable Step step;

    /// @param rows how many sequences at most
    /// @param capacity slots of each, prompt and new tokens together
    KeyValueCache(Decoder decoder, int rows, int capacity) {
        DecoderConfig config = decoder.config();
        DType dtype = decoder.compute();
        this.rows = rows;
        this.capacity = (capacity + SPAN - 1) / SPAN * SPAN;
        this.lengths = new int[rows];
        long width = (long) config.attention().keyHeads() * config.attention().headWidth();
        for (int i = 0; i < config.layers(); i++) {
            for (List<Tensor> stores : List.of(keys, values)) {
                stores.add(Tensor.zeros(
                                rows,
                                this.capacity,
                                config.attention().keyHeads(),
                                config.attention().headWidth())
                        .to(dtype)
                        .retain());
            }
            flatKeys.add(keys.get(i).view((long) rows * this.capacity, width).retain());
            flatValues.add(
                    values.get(i).view((long) rows * this.capacity, width).retain());
        }
        positions = buffer(new long[rows], rows);
        places = buffer(new long[rows], rows);
        long[] count = new long[this.capacity];
        Arrays.setAll(count, i -> i);
        slots = buffer(count, 1, this.capacity);
    }

    /// Slots of a row.
    int capacity() {
        return capacity;
    }

    /// Rows that there is room for.
    int rows() {
        return rows;
    }

    /// Tokens that a row has read.
    int length(int row) {
        return lengths[row];
    }

    /// A row's length from now on; what lies behind it is forgotten.
    void length(int row, int tokens) {
        lengths[row] = tokens;
    }

    /// The next tokens are `tokens` slots of the rows `first` to `first + count - 1`, which hold `past` each. Rows
    /// whose own tokens are fewer are padded behind them.
    void prompts(int first, int count, int past, int tokens) {
        reading = new CacheReading.Prompts(first, count, past, tokens);
    }

    /// The next tokens are one of each of the first `active` rows.
    void nextTokens(int active) {
        int longest = 0;
        long[] position = new long[active];
        long[] place = new long[active];
        for (int r = 0; r < active; r++) {
            longest = Math.max(longest, lengths[r] + 1);
            position[r] = lengths[r];
            place[r] = (long) r * capacity + lengths[r];
        }
        positions.put(position, active);
        places.put(place, active);
        reading = view(active, (longest + SPAN - 1) / SPAN * SPAN);
    }

    /// What tells steps of different shape apart.
    long shape() {
        return reading instanceof CacheReading.Step now ? ((long) now.active() << 32) | now.span() : -1;
    }

    /// Takes in the new keys [batch, keyHeads, tokens, headWidth] and gives all that may be seen, as
    /// [batch, keyHeads, seen, headWidth].
    Tensor keys(int layer, Tensor fresh) {
        return switch (reading) {
            case CacheReading.Prompts prompts -> append(keys.get(layer), fresh, prompts);
            case CacheReading.Step now ->
                append(flatKeys.get(layer), fresh, now, now.keys().get(layer));
        };
    }

    /// As [#keys], for values.
    Tensor values(int layer, Tensor fresh) {
        return switch (reading) {
            case CacheReading.Prompts prompts -> append(values.get(layer), fresh, prompts);
            case CacheReading.Step now ->
                append(flatValues.get(layer), fresh, now, now.values().get(layer));
        };
    }

    /// Tokens of the longest row that reads now, once it has read `tokens` more.
    int longest(long tokens) {
        return switch (reading) {
            case CacheReading.Prompts prompts -> prompts.past() + Math.toIntExact(tokens);
            case CacheReading.Step now ->
                Arrays.stream(lengths, 0, now.active()).max().orElse(0) + 1;
        };
    }

    /// Rotary tables for the next tokens: [batch or 1, tokens, 1, turned].
    Rotary turns(Rotary table, int turned, long tokens) {
        return switch (reading) {
            case CacheReading.Prompts prompts -> table.from(prompts.past(), tokens);
            case CacheReading.Step now -> table.at(now.positions(), now.active(), 1, 1, turned);
        };
    }

    /// Positions of the next tokens, int-64: [tokens] for prompts, alike for all rows, or [batch] for one token each.
    Tensor positions() {
        return switch (reading) {
            case CacheReading.Prompts prompts -> slots.view(capacity).narrow(0, prompts.past(), prompts.tokens());
            case CacheReading.Step now -> now.positions();
        };
    }

    /// What is added to the scores of the next tokens against the slots seen: [batch or 1, 1, tokens, seen], 0 where a
    /// token may look and -infinity elsewhere; null where a causal mask alone does.
    ///
    /// @param window how many slots a token sees, itself included; 0 for all before it
    @Nullable
    Tensor mask(long tokens, int window) {
        return switch (reading) {
            case CacheReading.Prompts prompts -> prompts.mask(window);
            case CacheReading.Step now -> now.mask(slots, window);
        };
    }

    /// The rows have read so many tokens more.
    void advance(long tokens) {
        switch (reading) {
            case CacheReading.Prompts prompts ->
                Arrays.fill(
                        lengths,
                        prompts.first(),
                        prompts.first() + prompts.count(),
                        prompts.past() + Math.toIntExact(tokens));
            case CacheReading.Step now -> {
                for (int r = 0; r < now.active(); r++) {
                    lengths[r]++;
                }
            }
        }
    }

    /// Copies the first `length` slots of a row to `count` others, from row `to` on, and gives them this length.
    void copy(int from, int to, int count, int length) {
        try (TensorScope scope = TensorScope.open()) {
            for (List<Tensor> stores : List.of(keys, values)) {
                for (Tensor store : stores) {
                    store.narrow(0, to, count)
                            .narrow(1, 0, length)
                            .copyInPlace(store.narrow(0, from, 1).narrow(1, 0, length));
                }
            }
        }
        Arrays.fill(lengths, to, to + count, length);
    }

    /// Puts what row `from[i]` holds into row i, for all of them at once.
    void reorder(int[] from) {
        int longest = Arrays.stream(from).map(r -> lengths[r]).max().orElseThrow();
        try (TensorScope scope = TensorScope.open()) {
            Tensor index = Tensor.of(Arrays.stream(from).asLongStream().toArray(), from.length);
            for (List<Tensor> stores : List.of(keys, values)) {
                for (Tensor store : stores) {
                    Tensor chosen = store.narrow(1, 0, longest).indexSelect(0, index);
                    store.narrow(0, 0, from.length).narrow(1, 0, longest).copyInPlace(chosen);
                }
            }
        }
        int[] moved = Arrays.stream(from).map(r -> lengths[r]).toArray();
        System.arraycopy(moved, 0, lengths, 0, moved.length);
    }

    /// Takes over what the first `used` rows of a smaller cache of the same decoder hold.
    void takeOver(KeyValueCache other, int used) {
        if (used == 0) {
            return;
        }
        int longest = Arrays.stream(other.lengths, 0, used).max().orElseThrow();
        try (TensorScope scope = TensorScope.open()) {
            for (int i = 0; i < keys.size(); i++) {
                takeOver(keys.get(i), other.keys.get(i), used, longest);
                takeOver(values.get(i), other.values.get(i), used, longest);
            }
        }
        System.arraycopy(other.lengths, 0, lengths, 0, used);
    }

    @Override
    public void close() {
        closeStep();
        for (List<Tensor> tensors : List.of(flatKeys, flatValues, keys, values, buffers)) {
            tensors.forEach(Tensor::close);
            tensors.clear();
        }
    }

    private static void takeOver(Tensor store, Tensor old, int used, int longest) {
        store.narrow(0, 0, used)
                .narrow(1, 0, longest)
                .copyInPlace(old.narrow(0, 0, used).narrow(1, 0, longest));
    }

    private static Tensor append(Tensor store, Tensor fresh, CacheReading.Prompts prompts) {
        Tensor room = store.narrow(0, prompts.first(), prompts.count());
        room.narrow(1, prompts.past(), fresh.size(2)).copyInPlace(fresh.transpose(1, 2));
        return prompts.past() == 0
                ? fresh
                : room.narrow(1, 0, prompts.past() + fresh.size(2)).transpose(1, 2);
    }

    private static Tensor append(Tensor flat, Tensor fresh, CacheReading.Step now, Tensor seen) {
        // [batch, keyHeads, 1, headWidth] holds its numbers in the order of [batch, keyHeads * headWidth].
        flat.indexCopyInPlace(0, now.places(), fresh.reshape(now.active(), -1));
        return seen;
    }

    private CacheReading.Step view(int active, int span) {
        CacheReading.Step held = step;
        if (held != null && held.active() == active && held.span() == span) {
            return held;
        }
        closeStep();
        try (TensorScope scope = TensorScope.open()) {
            CacheReading.Step fresh = new CacheReading.Step(
                    active,
                    span,
                    positions.narrow(0, 0, active).retain(),
                    places.narrow(0, 0, active).retain(),
                    keys.stream().map(store -> seen(store, active, span)).toList(),
                    values.stream().map(store -> seen(store, active, span)).toList());
            step = fresh;
            return fresh;
        }
    }

    private static Tensor seen(Tensor store, int active, int span) {
        return store.narrow(0, 0, active).narrow(1, 0, span).transpose(1, 2).retain();
    }

    private void closeStep() {
        CacheReading.Step held = step;
        if (held != null) {
            held.positions().close();
            held.places().close();
            held.keys().forEach(Tensor::close);
            held.values().forEach(Tensor::close);
            step = null;
        }
    }

    private Tensor buffer(long[] content, long... shape) {
        Tensor buffer = Tensor.of(content, shape).retain();
        buffers.add(buffer);
        return buffer;
    }
}
