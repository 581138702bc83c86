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
/// The buffers and views of a step stay the same objects from step to step, so that the step can be recorded. On a
/// processor everything is held in float 32, whatever the arithmetic of the layers: its kernels for attention are
/// slow in other types.
final class KeyValueCache implements AutoCloseable {
    /// What one token of every row may see is rounded up to this many slots: steps of equal shape can be repeated.
    private static final int SPAN = 32;

    private final int rows;
    private final int capacity;
    private final boolean bags;
    private final CacheStore store;
    private final int[] lengths;
    private final List<Tensor> buffers = new ArrayList<>();
    private final AttentionConfig attention;
    private final Tensor positions; // [rows], the slot that a row's next token takes
    private final Tensor places; // [rows * 2 * keyHeads], the lines of the flat view that its keys and values take
    private final Tensor slots; // [1, capacity]: 0, 1, 2 ..
    private CacheReading reading = new CacheReading.Prompts(0, 0, 0, 0);
    private CacheReading.@Nullable Step step;

    /// @param rows how many sequences at most
    /// @param capacity slots of each, prompt and new tokens together
    KeyValueCache(Decoder decoder, int rows, int capacity) {
        DecoderConfig config = decoder.config();
        this.attention = config.attention();
        this.bags = !Engine.options().device().cuda();
        DType dtype = dtype(decoder);
        this.rows = rows;
        this.capacity = (capacity + SPAN - 1) / SPAN * SPAN;
        this.lengths = new int[rows];
        int heads = attention.keyHeads();
        this.store = new CacheStore(config, rows, this.capacity, dtype);
        positions = buffer(new long[rows], rows);
        places = buffer(new long[rows * 2 * heads], rows * 2L * heads);
        long[] count = new long[this.capacity];
        Arrays.setAll(count, i -> i);
        slots = buffer(count, 1, this.capacity);
    }

    /// The element type of what is held.
    static DType dtype(Decoder decoder) {
        return Engine.options().device().cuda() ? decoder.compute() : DType.FLOAT32;
    }

    /// Whether one token of each row is read, and its attention is made of bags: see [#mixed].
    boolean steps() {
        return bags && reading instanceof CacheReading.Step;
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
        int heads = attention.keyHeads();
        int longest = 0;
        long[] position = new long[active];
        long[] place = new long[active * 2 * heads];
        for (int r = 0; r < active; r++) {
            longest = Math.max(longest, lengths[r] + 1);
            position[r] = lengths[r];
            for (int h = 0; h < 2 * heads; h++) {
                long line = h < heads ? (long) r * heads + h : ((long) rows + r) * heads + h - heads;
                place[r * 2 * heads + h] = line * capacity + lengths[r];
            }
        }
        StepKernels.put(positions, position, active);
        StepKernels.put(places, place, place.length);
        reading = view(active, (longest + SPAN - 1) / SPAN * SPAN);
    }

    /// What tells steps of different shape apart.
    long shape() {
        return reading instanceof CacheReading.Step now ? ((long) now.active() << 32) | now.span() : -1;
    }

    /// Windows of the layers that hide something of the slots that a step looks at.
    List<Integer> windows() {
        int span = reading instanceof CacheReading.Step now ? now.span() : capacity;
        return attention.windows().stream()
                .filter(window -> window > 0 && window < span)
                .distinct()
                .sorted()
                .toList();
    }

    /// All that a step reads of this cache, in one order for all caches.
    List<Tensor> tensors() {
        List<Tensor> tensors = new ArrayList<>(store.flat());
        if (reading instanceof CacheReading.Step now) {
            tensors.addAll(now.tensors());
        }
        return tensors;
    }

    /// Takes in new keys and values [batch, tokens, keyHeads, headWidth]. All that may be seen is then in
    /// [#seenKeys] and [#seenValues].
    void append(int layer, Tensor key, Tensor value) {
        switch (reading) {
            case CacheReading.Prompts prompts -> {
                room(store.keys(layer), prompts)
                        .narrow(2, prompts.past(), key.size(1))
                        .copyInPlace(key.transpose(1, 2));
                room(store.values(layer), prompts)
                        .narrow(2, prompts.past(), value.size(1))
                        .copyInPlace(value.transpose(1, 2));
            }
            case CacheReading.Step now -> put(layer, now, Tensor.cat(List.of(key, value), 2));
        }
    }

    /// The keys that may be seen, [batch, keyHeads, seen, headWidth]; `fresh` where those are all, in the same shape.
    Tensor seenKeys(int layer, Tensor fresh) {
        return seen(store.keys(layer), fresh);
    }

    /// As [#seenKeys], for values.
    Tensor seenValues(int layer, Tensor fresh) {
        return seen(store.values(layer), fresh);
    }

    /// Takes in one token of each row, and gives its attention over what the cache holds: [batch * heads, headWidth].
    ///
    /// A score is the dot product of a query with a key, and the mixture a weighted sum of values. libtorch has
    /// each
    /// as one operation over all rows and heads, made for bags of words; its kernel for attention multiplies head
    /// by
    /// head, which for one token costs several times as much. Linear in the slots seen, like any other way.
    ///
    /// @param joined queries, keys and values of the token, [batch, 1, heads + 2 keyHeads, headWidth]
    /// @param scale multiplies the scores
    /// @param softcap scores become softcap * tanh(score / softcap); 0 for none
    /// @param mask added to the scores, [batch, 1, seen]
    Tensor mixed(int layer, Tensor joined, double scale, double softcap, Tensor mask) {
        CacheReading.Step now = (CacheReading.Step) reading;
        CacheReading.Bags held = now.bags();
        Tensor flat = store.flat(layer);
        put(layer, now, joined.narrow(2, attention.heads(), 2L * attention.keyHeads()));
        Tensor lines = joined.view(-1, attention.headWidth());
        Tensor dots = StepKernels.dots(flat, lines, held.keys(), held.starts(), held.owners());
        Tensor scores = StepKernels.viewUpTo(dots, attention.heads(), mask);
        if (softcap > 0) {
            Tensor capped = scores.mul(scale / softcap).tanh();
            return mixture(flat, held, StepKernels.timesPlus(capped, softcap, mask));
        }
        return mixture(flat, held, StepKernels.timesPlus(scores, scale, mask));
    }

    /// Writes keys and values [batch, 1, 2 keyHeads, headWidth] of one token of each row to their places.
    private void put(int layer, CacheReading.Step now, Tensor fresh) {
        Tensor flat = store.flat(layer);
        Tensor lines = fresh.reshape(-1, attention.headWidth());
        StepKernels.indexCopyInPlace(flat, 0, now.places(), lines.to(flat.dtype()));
    }

    private static Tensor mixture(Tensor flat, CacheReading.Bags held, Tensor scores) {
        return StepKernels.weightedSums(
                flat, held.values(), held.starts(), scores.softmax(-1).view(-1));
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
            case CacheReading.Step now -> table.at(now.positions(), -1, 1, 1, turned);
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
    /// token may look and -infinity elsewhere; null where a causal mask alone does. Without its third dimension
    /// where [#steps].
    ///
    /// @param window how many slots a token sees, itself included; 0 for all before it
    @Nullable
    Tensor mask(long tokens, int window) {
        return switch (reading) {
            case CacheReading.Prompts prompts -> prompts.mask(window);
            case CacheReading.Step now ->
                bags ? now.mask(window) : now.mask(window).unsqueeze(1);
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
        store.copy(from, to, count, length);
        Arrays.fill(lengths, to, to + count, length);
    }

    /// Puts what row `from[i]` holds into row i, for all of them at once.
    void reorder(int[] from) {
        int[] moved = Arrays.stream(from).map(r -> lengths[r]).toArray();
        store.reorder(from, Arrays.stream(moved).max().orElseThrow());
        System.arraycopy(moved, 0, lengths, 0, moved.length);
    }

    /// Takes over what the first `used` rows of a smaller cache of the same decoder hold.
    void takeOver(KeyValueCache other, int used) {
        if (used == 0) {
            return;
        }
        store.takeOver(
                other.store, used, Arrays.stream(other.lengths, 0, used).max().orElseThrow());
        System.arraycopy(other.lengths, 0, lengths, 0, used);
    }

    @Override
    public void close() {
        closeStep();
        store.close();
        buffers.forEach(Tensor::close);
        buffers.clear();
    }

    private static Tensor room(Tensor layer, CacheReading.Prompts prompts) {
        return layer.narrow(0, prompts.first(), prompts.count());
    }

    private Tensor seen(Tensor layer, Tensor fresh) {
        return switch (reading) {
            case CacheReading.Prompts prompts ->
                prompts.past() == 0
                        ? fresh
                        : room(layer, prompts)
                                .narrow(2, 0, prompts.past() + fresh.size(2))
                                .to(fresh.dtype());
            case CacheReading.Step now -> layer.narrow(0, 0, now.active()).narrow(2, 0, now.span());
        };
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
                    positions.narrow(0, 0, active).view(active, 1, 1).retain(),
                    places.narrow(0, 0, active * 2L * attention.keyHeads()).retain(),
                    slots.narrow(1, 0, span).view(1, 1, span).retain(),
                    CacheReading.Bags.of(attention, rows, capacity, active, span));
            step = fresh;
            return fresh;
        }
    }

    private void closeStep() {
        CacheReading.Step held = step;
        if (held != null) {
            held.close();
            step = null;
        }
    }

    private Tensor buffer(long[] content, long... shape) {
        Tensor buffer = Tensor.of(content, shape).retain();
        buffers.add(buffer);
        return buffer;
    }
}
