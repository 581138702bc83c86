package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.model.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Continues prompts token by token, many at once, over a cache of keys and values.
///
/// Prompts of like length are computed together; rows that have ended leave the batch. Each row draws from its own
/// seed, so
/// its text does not depend on its neighbours.
public final class Generator {
    /// @param ids prompt tokens, at least one, fewer than the context
    /// @param seed of this prompt's draws
    /// @param stops told the tokens written so far after each; true ends the answer
    public record Prompt(int[] ids, Sampling sampling, Seed seed, Predicate<int[]> stops) {}

    /// @param ids tokens written, an end token included
    /// @param logProbabilities log p of each under the model at temperature 1
    public record Continuation(int[] ids, double[] logProbabilities, FinishReason finish) {}

    private final Decoder decoder;
    private final Set<Integer> endTokens;
    private final int batch;

    /// @param endTokens tokens that end an answer
    /// @param batch rows computed together at most
    public Generator(Decoder decoder, Set<Integer> endTokens, int batch) {
        this.decoder = decoder;
        this.endTokens = Set.copyOf(endTokens);
        this.batch = batch;
    }

    /// The continuations, in the order of the prompts. Runs on the engine thread.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if a prompt is empty or fills the context
    public List<Continuation> generate(List<Prompt> prompts, Progress.Meter meter) {
        for (Prompt prompt : prompts) {
            requireRoom(prompt);
        }
        List<Integer> byLength = IntStream.range(0, prompts.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> prompts.get(i).ids().length))
                .toList();
        Map<Integer, Continuation> done = new HashMap<>();
        for (int at = 0; at < byLength.size(); at += batch) {
            List<Integer> group = byLength.subList(at, Math.min(byLength.size(), at + batch));
            List<Row> rows = group.stream().map(i -> new Row(i, prompts.get(i))).toList();
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                run(rows);
            }
            rows.forEach(row -> done.put(row.index, row.result()));
            meter.at(done.size(), Map.of());
        }
        return IntStream.range(0, prompts.size()).mapToObj(done::get).toList();
    }

    private void run(List<Row> all) {
        int longest =
                all.stream().mapToInt(row -> row.prompt.ids().length).max().orElseThrow();
        int limit = all.stream().mapToInt(row -> row.limit).max().orElseThrow();
        int[] starts =
                all.stream().mapToInt(row -> longest - row.prompt.ids().length).toArray();
        try (KeyValueCache cache = new KeyValueCache(decoder, starts, longest + limit)) {
            List<Row> active = new ArrayList<>(all);
            long[] next = new long[all.size() * longest];
            for (int r = 0; r < all.size(); r++) {
                int[] ids = all.get(r).prompt.ids();
                for (int t = 0; t < ids.length; t++) {
                    next[r * longest + starts[r] + t] = ids[t];
                }
            }
            int width = longest;
            while (!active.isEmpty()) {
                step(active, next, width, cache);
                active = leave(active, cache);
                width = 1;
                next = active.stream().mapToLong(Row::last).toArray();
            }
        }
    }

    private void step(List<Row> active, long[] ids, int width, KeyValueCache cache) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = decoder.hidden(Tensor.of(ids, active.size(), width), cache);
            Tensor last = hidden.select(1, width - 1L); // [rows, width]
            float[] logits = decoder.logits(last).toFloats();
            int vocabulary = decoder.config().vocabulary();
            IntStream.range(0, active.size()).forEach(r -> active.get(r).take(logits, r * vocabulary, vocabulary));
        }
    }

    /// The rows that go on; the cache drops the others.
    private static List<Row> leave(List<Row> active, KeyValueCache cache) {
        int[] staying = IntStream.range(0, active.size())
                .filter(r -> !active.get(r).ended())
                .toArray();
        if (staying.length == active.size()) {
            return active;
        }
        if (staying.length > 0) {
            cache.select(staying);
        }
        return Arrays.stream(staying).mapToObj(active::get).toList();
    }

    private void requireRoom(Prompt prompt) {
        int context = decoder.config().context();
        if (prompt.ids().length == 0 || prompt.ids().length >= context) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a prompt of " + prompt.ids().length + " tokens; this model takes 1 to " + (context - 1)
                            + ". Shorten the conversation");
        }
    }

    /// One prompt on its way.
    private final class Row {
        private final int index;
        private final Prompt prompt;
        private final int limit;
        private final TokenSampler sampler;
        private final int[] written;
        private final double[] logProbabilities;
        private int count;
        private boolean stopped;

        private Row(int index, Prompt prompt) {
            this.index = index;
            this.prompt = prompt;
            this.limit =
                    Math.min(prompt.sampling().maxTokens(), decoder.config().context() - prompt.ids().length);
            this.sampler = new TokenSampler(prompt.sampling(), prompt.seed().generator());
            this.written = new int[limit];
            this.logProbabilities = new double[limit];
        }

        private void take(float[] logits, int from, int vocabulary) {
            int token = sampler.next(logits, from, vocabulary);
            written[count] = token;
            logProbabilities[count] = TokenSampler.logProbability(logits, from, vocabulary, token);
            count++;
            stopped = endTokens.contains(token) || prompt.stops().test(Arrays.copyOf(written, count));
        }

        private boolean ended() {
            return stopped || count == limit;
        }

        private long last() {
            return written[count - 1];
        }

        private Continuation result() {
            return new Continuation(
                    Arrays.copyOf(written, count),
                    Arrays.copyOf(logProbabilities, count),
                    stopped ? FinishReason.STOP : FinishReason.LENGTH);
        }
    }
}
