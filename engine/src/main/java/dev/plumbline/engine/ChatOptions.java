package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a conversation is to be rendered.
///
/// @param addGenerationPrompt whether to end with what begins an assistant's turn; default false
/// @param continueFinalMessage whether to end inside the last message, so that a model goes on with it; default
///     false; not together with `addGenerationPrompt`
/// @param variables what else the template sees, by name, JSON-like: special tokens, `tools`, `documents`, and
///     whatever a template takes, such as `enable_thinking`. `tools` and `documents` are none unless given
/// @param clock what `strftime_now` tells; default the machine's clock and time zone
public record ChatOptions(
        boolean addGenerationPrompt,
        boolean continueFinalMessage,
        Map<String, @Nullable Object> variables,
        Clock clock) {
    /// No generation prompt, nothing to continue, no variables, the machine's clock.
    public static final ChatOptions DEFAULT =
            new ChatOptions(false, false, Map.of(), Clock.system(ZoneId.systemDefault()));

    public ChatOptions {
        Objects.requireNonNull(clock, "clock");
        variables = Collections.unmodifiableMap(new HashMap<>(variables));
        if (addGenerationPrompt && continueFinalMessage) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "chat options: either the final message is continued, or a generation prompt is added; choose one");
        }
    }

    /// These, ending with what begins an assistant's turn.
    public ChatOptions withGenerationPrompt() {
        return new ChatOptions(true, continueFinalMessage, variables, clock);
    }

    /// These, ending inside the last message.
    public ChatOptions continuingFinalMessage() {
        return new ChatOptions(addGenerationPrompt, true, variables, clock);
    }

    /// These with one more variable, which may be null for the template's `none`.
    public ChatOptions with(String name, @Nullable Object value) {
        Map<String, @Nullable Object> all = new HashMap<>(variables);
        all.put(name, value);
        return new ChatOptions(addGenerationPrompt, continueFinalMessage, all, clock);
    }

    /// These with a tokenizer's special tokens, under the names `bos_token`, `eos_token` and so on.
    public ChatOptions with(SpecialTokens special) {
        Map<String, @Nullable Object> all = new HashMap<>(variables);
        all.putAll(special.texts());
        return new ChatOptions(addGenerationPrompt, continueFinalMessage, all, clock);
    }

    /// These with the functions that the model may call, each as a JSON schema.
    public ChatOptions withTools(List<? extends Map<String, ?>> tools) {
        return with("tools", tools);
    }

    /// These with the documents that the model may cite.
    public ChatOptions withDocuments(List<? extends Map<String, ?>> documents) {
        return with("documents", documents);
    }

    /// These with another clock.
    public ChatOptions withClock(Clock other) {
        return new ChatOptions(addGenerationPrompt, continueFinalMessage, variables, other);
    }
}
