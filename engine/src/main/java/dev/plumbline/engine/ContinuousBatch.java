package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Writes many sequences at once, token by token: those that end leave, those that wait enter.
///
/// What a sequence says depends on its own prompt, options and seed alone. Prompts that enter together are computed
/// together, equal ones once, and so is the beginning that they share. Engine thread only.
public final class ContinuousBatch implements AutoCloseable {
    /// A common beginning shorter than this is not worth a pass of its own.
    private static final int WORTH_SHARING = 16;

    private final Decoder decoder;
    private final BatchLimits limits;
    private final Deque<Row> waiting = new ArrayDeque<>();
    private final List<Row> active = new ArrayList<>();
    private final DecodingRows rows;
    private long written;

    public ContinuousBatch(Decoder decoder, BatchLimits limits) {
        this.decoder = decoder;
        this.limits = limits;
        this.rows = new DecodingRows(decoder, Math.min(limits.rows(), 8), 1, limits.rows());
    }

    /// Puts a sequence at the end of those that wait.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if its prompt is empty or fills the context, or names a token that the
    ///     model lacks
    public void add(GenerationRequest request) {
        waiting.add(new Row(request, decoder.config()));
    }

    /// Whether nothing is being written or waits.
    public boolean isIdle() {
        return active.isEmpty() && waiting.isEmpty();
    }

    /// Sequences that are being written.
    public int active() {
        return active.size();
    }

    /// Sequences that wait.
    public int waiting() {
        return waiting.size();
    }

    /// Tokens written since the beginning.
    public long written() {
        return written;
    }

    /// Lets every sequence in the batch write one token more; takes in as many of those that wait as there is room
    /// for, which write their first one. If the engine fails, all sequences end with its failure, which is thrown.
    public void step() {
        try {
            dropCancelled();
            admit();
            if (!active.isEmpty()) {
                rows.step(active.stream().mapToLong(Row::last).toArray());
                take(0, active.size());
                retire();
            }
        } catch (RuntimeException failure) {
            List<Row> lost = new ArrayList<>(active);
            lost.addAll(waiting);
            active.clear();
            waiting.clear();
            while (rows.size() > 0) {
                rows.leave(rows.size() - 1);
            }
            lost.forEach(row -> row.listener().failed(failure));
            throw failure;
        }
    }

    /// Ends whatever is being written or waits as cancelled, and frees the memory.
    @Override
    public void close() {
        List<Row> left = new ArrayList<>(active);
        left.addAll(waiting);
        active.clear();
        waiting.clear();
        left.forEach(row -> row.listener().ended(FinishReason.CANCELLED));
        rows.close();
    }

    private void dropCancelled() {
        for (int r = active.size() - 1; r >= 0; r--) {
            if (active.get(r).listener().cancelled()) {
                leave(r, FinishReason.CANCELLED);
            }
        }
        waiting.removeIf(row -> {
            boolean cancelled = row.listener().cancelled();
            if (cancelled) {
                row.listener().ended(FinishReason.CANCELLED);
            }
            return cancelled;
        });
    }

    /// Takes in waiting sequences, in order, until rows, cache or a step's prompt tokens are used up.
    private void admit() {
        List<Row> entering = new ArrayList<>();
        int longest = 0;
        while (!waiting.isEmpty() && active.size() + entering.size() < limits.rows()) {
            Row next = waiting.element();
            longest = Math.max(longest, next.prompt().length);
            boolean first = entering.isEmpty();
            if ((!first && (long) longest * (entering.size() + 1) > limits.promptTokens())
                    || !fits(entering, next)) {
                break;
            }
            entering.add(waiting.remove());
        }
        if (!entering.isEmpty()) {
            enter(entering);
        }
    }

    /// Whether the cache may grow to all rows' full lengths.
    private boolean fits(List<Row> entering, Row next) {
        int count = active.size() + entering.size() + 1;
        long longest = next.fullLength();
        for (Row row : active) {
            longest = Math.max(longest, row.fullLength());
        }
        for (Row row : entering) {
            longest = Math.max(longest, row.fullLength());
        }
        return count == 1 || count * longest * DecodingRows.bytesPerToken(decoder) <= limits.cacheBytes();
    }

    private void enter(List<Row> entering) {
        // Equal prompts side by side: the first of each is computed, the others are copies of it.
        entering.sort((a, b) -> Arrays.compare(a.prompt(), b.prompt()));
        List<Row> distinct = new ArrayList<>();
        List<Row> copies = new ArrayList<>();
        List<Integer> originals = new ArrayList<>();
        for (Row row : entering) {
            if (!distinct.isEmpty() && Arrays.equals(distinct.getLast().prompt(), row.prompt())) {
                copies.add(row);
                originals.add(distinct.size() - 1);
            } else {
                distinct.add(row);
            }
        }
        int from = active.size();
        int room = entering.stream().mapToInt(Row::hopedLength).max().orElseThrow();
        rows.reserve(from + entering.size(), room);
        rows.enter(distinct.stream().map(Row::prompt).toList(), shared(distinct));
        active.addAll(distinct);
        take(from, from + distinct.size());
        int vocabulary = decoder.config().vocabulary();
        for (int i = 0; i < copies.size(); i++) {
            rows.copy(from + originals.get(i), 1);
            active.add(copies.get(i));
            copies.get(i)
                    .take(rows.logits(), originals.get(i) * vocabulary, vocabulary, rows.logSums()[originals.get(i)]);
            written++;
        }
        retire();
    }

    /// How many tokens all these prompts begin with alike, at least one of each left out; 0 if too few to matter.
    private static int shared(List<Row> distinct) {
        if (distinct.size() < 2) {
            return 0;
        }
        int[] first = distinct.getFirst().prompt();
        int same = first.length - 1;
        for (Row row : distinct) {
            int differs = Arrays.mismatch(first, row.prompt());
            same = Math.min(same, Math.min(row.prompt().length - 1, differs < 0 ? same : differs));
        }
        return same < WORTH_SHARING ? 0 : same;
    }

    /// Gives rows `from` to `to` - 1 the logits that were computed for them.
    private void take(int from, int to) {
        int vocabulary = decoder.config().vocabulary();
        for (int r = from; r < to; r++) {
            int at = r - from;
            active.get(r).take(rows.logits(), at * vocabulary, vocabulary, rows.logSums()[at]);
        }
        written += to - from;
    }

    private void retire() {
        for (int r = active.size() - 1; r >= 0; r--) {
            if (active.get(r).ended()) {
                leave(r, active.get(r).finish());
            }
        }
    }

    /// The last row takes the place of the one that leaves, here as in the cache.
    private void leave(int row, FinishReason reason) {
        Row gone = active.get(row);
        Row last = active.removeLast();
        if (last != gone) {
            active.set(row, last);
        }
        rows.leave(row);
        gone.listener().ended(reason);
    }

    /// One sequence on its way.
    private static final class Row implements dev.plumbline.engine.internal.scores.ScoreProcessor.History {
        private static final int FIRST_HOPE = 64;

        private final GenerationRequest request;
        private final TokenSampler sampler;
        private final int limit;
        private int[] text;
        private int length;
        private boolean stopped;

        private Row(GenerationRequest request, DecoderConfig config) {
            int[] prompt = request.prompt();
            requirePrompt(prompt, config);
            this.request = request;
            this.limit = Math.min(request.options().maxTokens(), config.reach() - prompt.length);
            this.sampler = new TokenSampler(
                    request.options(), config.vocabulary(), request.seed().generator());
            this.text = Arrays.copyOf(prompt, prompt.length + Math.min(limit, FIRST_HOPE));
            this.length = prompt.length;
        }

        private static void requirePrompt(int[] prompt, DecoderConfig config) {
            if (prompt.length == 0 || prompt.length >= config.reach()) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "a prompt of " + prompt.length + " tokens; this model takes 1 to " + (config.reach() - 1)
                                + ". Shorten the conversation");
            }
            for (int id : prompt) {
                if (id < 0 || id >= config.vocabulary()) {
                    throw new PlumblineException(
                            ErrorCode.BAD_ARGUMENT,
                            "token " + id + " of the prompt is outside the model's vocabulary; ids are in [0, "
                                    + config.vocabulary() + ")");
                }
            }
        }

        private void take(float[] logits, int from, int vocabulary, double logSum) {
            int token = sampler.next(logits, from, vocabulary, this);
            if (length == text.length) {
                text = Arrays.copyOf(text, Math.min(2 * length, promptLength() + limit));
            }
            text[length++] = token;
            int alternatives = request.options().alternatives();
            boolean goesOn = listener()
                    .wrote(new WrittenToken(
                            token,
                            logits[from + token] - logSum,
                            alternatives == 0
                                    ? List.of()
                                    : TokenSampler.likeliest(logits, from, vocabulary, logSum, alternatives)));
            stopped = !goesOn || request.options().endTokens().contains(token);
        }

        private GenerationListener listener() {
            return request.listener();
        }

        private int[] prompt() {
            return request.prompt();
        }

        private long last() {
            return text[length - 1];
        }

        private int fullLength() {
            return promptLength() + limit;
        }

        /// Slots that are made room for at once; longer texts double them.
        private int hopedLength() {
            return promptLength() + Math.min(limit, FIRST_HOPE);
        }

        private boolean ended() {
            return stopped || length == fullLength();
        }

        private FinishReason finish() {
            return stopped ? FinishReason.STOP : FinishReason.LENGTH;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public int promptLength() {
            return request.prompt().length;
        }

        @Override
        public int token(int index) {
            return text[index];
        }
    }
}
