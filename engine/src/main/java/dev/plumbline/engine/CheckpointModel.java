package dev.plumbline.engine;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.ScoresText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A checkpoint folder as a language model: it answers conversations and scores given answers.
///
/// Requests are answered in batches; the same request gets the same answer whatever else is in its batch. Safe for
/// use from any thread but not fast from many: all work runs on the engine thread. Closing frees the weights.
public final class CheckpointModel implements LanguageModel, ScoresText, AutoCloseable {
    private static final int BATCH = 256;
    private static final int EMBEDDED = 16;

    private final String name;
    private final Decoder decoder;
    private final ChatFormat format;

    private CheckpointModel(String name, Decoder decoder, ChatFormat format) {
        this.name = name;
        this.decoder = decoder;
        this.format = format;
    }

    /// Loads the folder's weights, tokenizer and chat template.
    ///
    /// @param name how reports name the model
    public static CheckpointModel open(Path folder, String name) {
        ChatFormat format = ChatFormat.open(folder);
        try {
            return new CheckpointModel(name, Engine.call(() -> Checkpoint.read(folder)), format);
        } catch (RuntimeException e) {
            format.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    public Decoder decoder() {
        return decoder;
    }

    public ChatFormat format() {
        return format;
    }

    @Override
    public Completion complete(CompletionRequest request) {
        return completeAll(List.of(request), Progress.NONE).getFirst();
    }

    @Override
    public List<Completion> completeAll(List<CompletionRequest> requests, Progress progress) {
        List<Answer> answers = new ArrayList<>();
        for (CompletionRequest request : requests) {
            answers.add(new Answer(
                    format.prompt(request.conversation()),
                    GenerationOptions.of(request.sampling(), format.endTokens()),
                    request.sampling().stop(),
                    request.seed()));
        }
        return written(answers, progress);
    }

    /// Answers to one conversation, one for each seed, under all that generation knows.
    ///
    /// @param stops texts that end an answer and are cut off
    public List<Completion> answers(
            Conversation conversation,
            GenerationOptions options,
            List<String> stops,
            List<Seed> seeds,
            Progress progress) {
        int[] prompt = format.prompt(conversation);
        return written(
                seeds.stream()
                        .map(seed -> new Answer(prompt, options, stops, seed))
                        .toList(),
                progress);
    }

    private List<Completion> written(List<Answer> answers, Progress progress) {
        try (Progress.Meter meter = progress.start("answers of " + name, answers.size(), "answers")) {
            List<GenerationRequest> requests =
                    answers.stream().map(answer -> answer.request).toList();
            Engine.run(() -> Generator.write(decoder, requests, BatchLimits.rows(BATCH), meter));
        }
        return answers.stream().map(Answer::completion).toList();
    }

    /// One answer on its way.
    private final class Answer implements GenerationListener {
        private final GenerationRequest request;
        private final List<String> stops;
        private final StopTexts watch;
        private final List<Integer> ids = new ArrayList<>();
        private FinishReason reason = FinishReason.CANCELLED;

        private Answer(int[] prompt, GenerationOptions options, List<String> stops, Seed seed) {
            this.request = new GenerationRequest(prompt, options, seed, this);
            this.stops = stops;
            this.watch = new StopTexts(format.tokenizer(), stops);
        }

        @Override
        public boolean wrote(WrittenToken token) {
            ids.add(token.id());
            return !watch.completedBy(token.id());
        }

        @Override
        public void ended(FinishReason why) {
            reason = why;
        }

        private Completion completion() {
            String text = format.text(ids.stream().mapToInt(Integer::intValue).toArray());
            return new Completion(StopTexts.cut(text, stops), reason, request.prompt().length, ids.size());
        }
    }

    @Override
    public List<double[]> logProbabilities(List<Candidate> candidates) {
        List<int[]> prompts = new ArrayList<>();
        List<int[]> answers = new ArrayList<>();
        for (Candidate candidate : candidates) {
            prompts.add(format.prompt(candidate.prompt()));
            answers.add(format.answer(candidate.prompt(), candidate.answer()));
        }
        return Engine.call(() -> ContinuationScores.of(decoder, prompts, answers, BATCH));
    }

    /// The mean over each text's tokens of the last layer's output, after the final norm: [texts][width].
    ///
    /// @param texts tokens, each row within the context
    public List<float[]> embeddings(List<int[]> texts) {
        for (int[] text : texts) {
            if (text.length == 0 || text.length > decoder.config().context()) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "a text of " + text.length + " tokens; this model embeds 1 to "
                                + decoder.config().context());
            }
        }
        List<float[]> all = new ArrayList<>();
        for (int at = 0; at < texts.size(); at += EMBEDDED) {
            List<int[]> some = texts.subList(at, Math.min(texts.size(), at + EMBEDDED));
            all.addAll(Engine.call(() -> means(some)));
        }
        return all;
    }

    private List<float[]> means(List<int[]> texts) {
        try (NoGradient off = NoGradient.open()) {
            TokenBatch batch = TokenBatch.of(texts);
            Tensor hidden = decoder.hidden(batch); // [texts, longest, width]
            List<float[]> means = new ArrayList<>();
            for (int r = 0; r < texts.size(); r++) {
                means.add(hidden.select(0, r)
                        .narrow(0, 0, texts.get(r).length)
                        .meanKeep(0)
                        .toFloats());
            }
            return means;
        }
    }

    @Override
    public void close() {
        Engine.run(decoder::close);
        format.close();
    }
}
