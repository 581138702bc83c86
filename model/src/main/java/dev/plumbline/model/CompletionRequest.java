package dev.plumbline.model;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Seed;
import java.util.Objects;

/// One question to a model. The same request gives the same answer whatever else is asked beside it.
public record CompletionRequest(Conversation conversation, Sampling sampling, Seed seed) {
    public CompletionRequest {
        Objects.requireNonNull(conversation, "conversation");
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(seed, "seed");
    }
}
