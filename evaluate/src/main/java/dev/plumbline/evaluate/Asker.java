package dev.plumbline.evaluate;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.ToolOffer;
import java.util.List;
import java.util.Objects;

/// A model as one sample's solver may ask it. Each call has a seed of its own, by its number, so that asking the same
/// thing twice gives two draws and running again gives the same ones. For one thread.
public final class Asker {
    private final LanguageModel model;
    private final Sampling sampling;
    private final Seed seed;
    private int calls;

    /// A model for one sample.
    ///
    /// @param sampling how the task draws answers
    /// @param seed the sample's; the first call is made under it
    public Asker(LanguageModel model, Sampling sampling, Seed seed) {
        this.model = Objects.requireNonNull(model, "model");
        this.sampling = Objects.requireNonNull(sampling, "sampling");
        this.seed = Objects.requireNonNull(seed, "seed");
    }

    /// The answer, drawn as the task says.
    public Completion ask(Conversation conversation) {
        return ask(conversation, sampling);
    }

    /// The answer, drawn in another way.
    public Completion ask(Conversation conversation, Sampling other) {
        return model.complete(new CompletionRequest(conversation, other, next()));
    }

    /// The answer of a model that takes tools in its own way and is offered these; with none, as [#ask(Conversation)].
    public Completion ask(Conversation conversation, List<ToolOffer> tools) {
        return model.complete(new CompletionRequest(conversation, sampling, next(), tools));
    }

    private Seed next() {
        int call = calls++;
        return call == 0 ? seed : seed.derive("call", call);
    }

    /// The model, for capabilities beside answering.
    public LanguageModel model() {
        return model;
    }

    public Sampling sampling() {
        return sampling;
    }

    /// The sample's seed.
    public Seed seed() {
        return seed;
    }

    /// How often the model was asked so far.
    public int calls() {
        return calls;
    }
}
