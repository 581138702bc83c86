package dev.plumbline.engine;

import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.model.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Continues a list of prompts, many at once, and waits until all have ended.
///
/// Prompts of like length enter together; as rows end, others take their place. Each draws from its own seed, so
/// its text does not depend on its neighbours. Rows are split over the engine's threads, so listeners of different
/// rows may be called at the same time.
public final class Generator {
    /// @param ids prompt tokens, at least one, fewer than the context
    /// @param seed of this prompt's draws
    /// @param stops told the tokens written so far after each; true ends the answer
    public record Prompt(int[] ids, Sampling sampling, Seed seed, Predicate<int[]> stops) {}

    /// @param ids tokens written, an end token included
    /// @param logProbabilities log p of each under the model at temperature 1
    public record Continuation(int[] ids, double[] logProbabilities, FinishReason finish) {}

    /// How long cores write on their own before progress is told.
    private static final long SLICE_NANOS = 20_000_000;

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
        List<Transcript> transcripts =
                prompts.stream().map(prompt -> new Transcript(prompt.stops())).toList();
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            Prompt prompt = prompts.get(i);
            GenerationOptions options = GenerationOptions.of(prompt.sampling(), endTokens);
            requests.add(new GenerationRequest(prompt.ids(), options, prompt.seed(), transcripts.get(i)));
        }
        write(decoder, requests, BatchLimits.rows(batch), meter);
        return transcripts.stream().map(Transcript::continuation).toList();
    }

    /// Writes all these sequences to their end; their listeners hear of every token. Runs on the engine thread.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if a prompt is empty or fills the context
    public static void write(
            Decoder decoder, List<GenerationRequest> requests, BatchLimits limits, Progress.Meter meter) {
        int rows = Math.min(limits.rows(), Math.max(1, requests.size()));
        try (TensorScope scope = TensorScope.open();
                BatchLanes running =
                        new BatchLanes(decoder, new BatchLimits(rows, limits.promptTokens(), limits.cacheBytes()))) {
            IntStream.range(0, requests.size())
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> requests.get(i).prompt().length))
                    .forEach(i -> running.add(requests.get(i)));
            while (!running.isIdle()) {
                running.write(SLICE_NANOS);
                meter.at(requests.size() - running.active() - running.waiting(), Map.of());
            }
        }
    }

    /// What was written of one sequence.
    private static final class Transcript implements GenerationListener {
        private final Predicate<int[]> stops;
        private int[] ids = new int[16];
        private double[] logProbabilities = new double[16];
        private int count;
        private FinishReason reason = FinishReason.CANCELLED;

        private Transcript(Predicate<int[]> stops) {
            this.stops = stops;
        }

        @Override
        public boolean wrote(WrittenToken token) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
                logProbabilities = Arrays.copyOf(logProbabilities, 2 * count);
            }
            ids[count] = token.id();
            logProbabilities[count++] = token.logProbability();
            return !stops.test(Arrays.copyOf(ids, count));
        }

        @Override
        public void ended(FinishReason why) {
            reason = why;
        }

        private Continuation continuation() {
            return new Continuation(Arrays.copyOf(ids, count), Arrays.copyOf(logProbabilities, count), reason);
        }
    }
}
