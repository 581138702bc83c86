package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows that a decoder is writing, and the logits of what comes next in each.
///
/// Rows enter with a prompt, take one token each at a time, and leave; those in use are 0 to [#size] - 1. A step
/// of a shape that comes again is handed to libtorch as one call: see [StepPrograms]. Engine thread only.
final class DecodingRows implements AutoCloseable, StepPrograms.Step {
    private final Decoder decoder;
    private final int vocabulary;
    private final Tensor ids;
    private final Map<Integer, Tensor> idsOfRows = new LinkedHashMap<>();
    private final StepPrograms programs;
    private final int limit;
    private KeyValueCache cache;
    private int size;
    private float[] logits = {};
    private float[] logSums = {};

    /// @param rows room for rows at first; more are made room for as they come
    /// @param capacity room for tokens of a row at first, likewise
    /// @param limit rows at most
    DecodingRows(Decoder decoder, int rows, int capacity, int limit) {
        this.decoder = decoder;
        this.vocabulary = decoder.config().vocabulary();
        this.programs = new StepPrograms(decoder);
        this.limit = limit;
        this.cache = new KeyValueCache(decoder, Math.min(rows, limit), capacity);
        this.ids = Tensor.of(new long[limit], limit, 1).retain();
    }

    /// Rows in use.
    int size() {
        return size;
    }

    /// Tokens that a row has read.
    int length(int row) {
        return cache.length(row);
    }

    /// Bytes of native memory that a token of a row takes in the cache.
    static long bytesPerToken(Decoder decoder) {
        DecoderConfig config = decoder.config();
        return 2L
                * config.layers()
                * config.attention().keyHeads()
                * config.attention().headWidth()
                * KeyValueCache.dtype(decoder).bytes();
    }

    /// Logits [row * vocabulary + token] that the last call gave; the array is used again by the next.
    float[] logits() {
        return logits;
    }

    /// log of the sum of exponentials of each row of [#logits]; used again likewise.
    float[] logSums() {
        return logSums;
    }

    /// Makes room for so many tokens a row and so many rows; what is there stays.
    void reserve(int rows, int capacity) {
        int wantedRows = rows <= cache.rows() ? cache.rows() : Math.min(limit, Math.max(rows, 2 * cache.rows()));
        int wantedCapacity = capacity <= cache.capacity() ? cache.capacity() : capacity;
        if (wantedRows == cache.rows() && wantedCapacity == cache.capacity()) {
            return;
        }
        programs.forget();
        KeyValueCache larger = new KeyValueCache(decoder, wantedRows, wantedCapacity);
        larger.takeOver(cache, size);
        cache.close();
        cache = larger;
    }

    /// Takes in prompts that begin with the same `shared` tokens, as rows behind those in use; the logits are
    /// those after each prompt's last token, in order.
    ///
    /// The common beginning is computed once. Prompts that are equal altogether must be given once and copied with
    /// [#copy]: at least one token of each must lie behind the shared ones.
    void enter(List<int[]> prompts, int shared) {
        size += Engine.reading(decoder.compute(), () -> readPrompts(prompts, shared));
    }

    /// How many rows are new.
    private int readPrompts(List<int[]> prompts, int shared) {
        decoder.packed().forgetIfChanged();
        int first = size;
        int count = prompts.size();
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
        reserve(first + count, longest);
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            if (shared > 0) {
                cache.prompts(first, 1, 0, shared);
                decoder.hidden(tokens(prompts.subList(0, 1), 0, shared), cache);
                if (count > 1) {
                    cache.copy(first, first + 1, count - 1, shared);
                }
            }
            int tokens = longest - shared;
            cache.prompts(first, count, shared, tokens);
            Tensor hidden = decoder.hidden(tokens(prompts, shared, tokens), cache);
            long[] last = new long[count];
            for (int r = 0; r < count; r++) {
                last[r] = (long) r * tokens + prompts.get(r).length - shared - 1;
                cache.length(first + r, prompts.get(r).length);
            }
            Tensor rows = hidden.reshape((long) count * tokens, -1).indexSelect(0, Tensor.of(last, count));
            Tensor scores = decoder.logits(rows);
            read(scores, scores.logSumExp(1), count);
        }
        return count;
    }

    /// Adds `count` rows that hold what row `from` holds.
    void copy(int from, int count) {
        reserve(size + count, cache.length(from));
        cache.copy(from, size, count, cache.length(from));
        size += count;
    }

    /// Every row reads one token more; the logits are those of what comes next.
    ///
    /// @param tokens one for each row in use
    void step(long[] tokens) {
        int needed = 0;
        for (int r = 0; r < size; r++) {
            needed = Math.max(needed, cache.length(r) + 1);
        }
        if (needed > cache.capacity()) {
            reserve(
                    size,
                    Math.min(
                            2 * cache.capacity(),
                            Math.max(needed, decoder.config().context())));
        }
        StepKernels.put(ids, tokens, size);
        cache.nextTokens(size);
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            List<Tensor> results = size == 1 ? Engine.ofOneRow(decoder.compute(), this::results) : results();
            read(results.get(0), results.get(1), size);
        }
    }

    /// Drops a row; the last row in use takes its number.
    void leave(int row) {
        size--;
        if (row < size) {
            cache.copy(size, row, 1, cache.length(size));
        }
    }

    /// Puts what row `from[i]` holds into row i; the rows in use are then as many as `from` names.
    void reorder(int[] from) {
        cache.reorder(from);
        size = from.length;
    }

    @Override
    public void close() {
        programs.close();
        idsOfRows.values().forEach(Tensor::close);
        ids.close();
        cache.close();
    }

    private List<Tensor> results() {
        decoder.pack(size);
        return programs.results(this);
    }

    @Override
    public long shape() {
        return cache.shape();
    }

    /// None where the step would read tables that are these rows' alone.
    @Override
    public StepPattern.@Nullable Kind kind() {
        Object tables = decoder.commonTables(cache.capacity());
        DType compute = decoder.compute();
        return tables == null
                ? null
                : new StepPattern.Kind(
                        size == 1,
                        size == 1 && Engine.oneRowApart(compute),
                        compute,
                        tables,
                        decoder.packed().pieces(size),
                        cache.windows());
    }

    @Override
    public List<Tensor> tensors() {
        List<Tensor> tensors = new ArrayList<>(List.of(rows()));
        tensors.addAll(cache.tensors());
        return tensors;
    }

    /// The ids of the rows in use.
    private Tensor rows() {
        return idsOfRows.computeIfAbsent(size, count -> ids.narrow(0, 0, count).retain());
    }

    /// [logits, their log-sums].
    @Override
    public List<Tensor> computed() {
        Tensor hidden = decoder.hidden(rows(), cache); // [size, 1, width]
        Tensor last = hidden.select(1, 0);
        Tensor scores = cache.steps() ? decoder.stepLogits(last) : decoder.logits(last);
        return List.of(scores, scores.logSumExp(1));
    }

    @Override
    public void done() {
        cache.advance(1);
    }

    private void read(Tensor scores, Tensor sums, int count) {
        if (logits.length < count * vocabulary) {
            logits = new float[count * vocabulary];
            logSums = new float[count];
        }
        scores.toFloats(logits);
        sums.toFloats(logSums);
        for (int r = 0; r < count; r++) {
            if (!Float.isFinite(logSums[r])) {
                throw new PlumblineException(
                        ErrorCode.NOT_FINITE,
                        "the model gives no finite scores for the next token; its weights hold NaN or infinity, or"
                                + " numbers too large for the arithmetic");
            }
        }
    }

    /// Ids [rows, tokens] of each prompt from `from` on; what is missing at the end is id 0.
    private static Tensor tokens(List<int[]> prompts, int from, int tokens) {
        long[] flat = new long[prompts.size() * tokens];
        for (int r = 0; r < prompts.size(); r++) {
            int[] prompt = prompts.get(r);
            for (int t = from; t < Math.min(prompt.length, from + tokens); t++) {
                flat[r * tokens + t - from] = prompt[t];
            }
        }
        return Tensor.of(flat, prompts.size(), tokens);
    }

    /// Steps that these rows recorded themselves.
    int recordings() {
        return programs.recordings();
    }

    /// Whether steps are repeated as recorded; false before the first such step and where none can be.
    boolean repeats() {
        return programs.repeat();
    }
}
