package dev.plumbline.model;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Seed;
import java.util.List;
import java.util.Objects;

/// One question to a model. The same request gives the same answer whatever else is asked beside it.
///
/// @param tools offered in the model's own way; only for one that [LanguageModel#takesTools]. Calls and results stand
/// in
///     the conversation as [ToolCall] writes them
public record CompletionRequest(Conversation conversation, Sampling sampling, Seed seed, List<ToolOffer> tools) {
    public CompletionRequest {
        Objects.requireNonNull(conversation, "conversation");
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(seed, "seed");
        tools = List.copyOf(tools);
    }

    /// A question without tools.
    public CompletionRequest(Conversation conversation, Sampling sampling, Seed seed) {
        this(conversation, sampling, seed, List.of());
    }
}
