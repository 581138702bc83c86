package dev.plumbline.engine;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Progress;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.ScoresText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A checkpoint folder as a language model: it answers conversations and scores given answers.
///
/// Requests are answered in batches; the same request gets the same answer whatever else is in its batch. Safe for
/// use from any thread but not fast from many: all work runs on the engine thread. Closing frees the weights.
public final class CheckpointModel implements LanguageModel, ScoresText, AutoCloseable {
    private static final int BATCH = 256;

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
        List<Generator.Prompt> prompts = new ArrayList<>();
        for (CompletionRequest request : requests) {
            int[] ids = format.prompt(request.conversation());
            prompts.add(new Generator.Prompt(ids, request.sampling(), request.seed(), stops(request)));
        }
        List<Generator.Continuation> continuations;
        try (Progress.Meter meter = progress.start("answers of " + name, requests.size(), "answers")) {
            continuations =
                    Engine.call(() -> new Generator(decoder, format.endTokens(), BATCH).generate(prompts, meter));
        }
        List<Completion> answers = new ArrayList<>();
        for (int i = 0; i < continuations.size(); i++) {
            Generator.Continuation continuation = continuations.get(i);
            String text = StopTexts.cut(
                    format.text(continuation.ids()), requests.get(i).sampling().stop());
            answers.add(new Completion(
                    text, continuation.finish(), prompts.get(i).ids().length, continuation.ids().length));
        }
        return answers;
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

    @Override
    public void close() {
        Engine.run(decoder::close);
        format.close();
    }

    private Predicate<int[]> stops(CompletionRequest request) {
        StopTexts stops = new StopTexts(
                format.tokenizer(), request.sampling().stop());
        return ids -> stops.completedBy(ids[ids.length - 1]);
    }
}
