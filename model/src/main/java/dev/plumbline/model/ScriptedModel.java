package dev.plumbline.model;

import dev.plumbline.core.Completion;
import dev.plumbline.core.FinishReason;
import java.util.Objects;
import java.util.function.Function;

/// A model whose answers are a plain function of the request: for tests, and for planting a failure at a known rate.
public record ScriptedModel(String name, Function<CompletionRequest, String> script) implements LanguageModel {
    public ScriptedModel {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(script, "script");
    }

    /// Always gives this answer.
    public static ScriptedModel always(String answer) {
        return new ScriptedModel("always", request -> answer);
    }

    @Override
    public Completion complete(CompletionRequest request) {
        return new Completion(script.apply(request), FinishReason.STOP, 0, 0);
    }
}
