package dev.plumbline.model;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Progress;
import java.util.ArrayList;
import java.util.List;

/// A model as a black box: a conversation goes in, an answer comes out.
public interface LanguageModel {
    /// How reports name it.
    String name();

    /// The answer to one request.
    Completion complete(CompletionRequest request);

    /// Whether a request's tools are offered to it through its own interface. Where not, they must be explained in the
    /// conversation, and a request has none.
    default boolean takesTools() {
        return false;
    }

    /// The answers to many requests, in their order. An implementation that batches overrides this.
    default List<Completion> completeAll(List<CompletionRequest> requests, Progress progress) {
        List<Completion> answers = new ArrayList<>(requests.size());
        try (Progress.Meter meter = progress.start("answers of " + name(), requests.size(), "answers")) {
            for (CompletionRequest request : requests) {
                answers.add(complete(request));
                meter.at(answers.size(), java.util.Map.of());
            }
        }
        return answers;
    }
}
