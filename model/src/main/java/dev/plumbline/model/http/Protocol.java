package dev.plumbline.model.http;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What an endpoint speaks.
public enum Protocol {
    /// OpenAI's chat completions, which most servers imitate: no top-k.
    OPENAI,
    /// The same as vLLM extends it: with top-k.
    VLLM,
    /// OpenAI's plain completions, for models that only continue a text.
    COMPLETIONS,
    /// Anthropic's messages: no seed.
    ANTHROPIC,
    /// Google's generateContent.
    GEMINI,
    /// Ollama's own chat.
    OLLAMA;

    Wire wire() {
        return switch (this) {
            case OPENAI -> new OpenAiChat(false);
            case VLLM -> new OpenAiChat(true);
            case COMPLETIONS -> new OpenAiCompletions();
            case ANTHROPIC -> new AnthropicMessages();
            case GEMINI -> new GeminiContent();
            case OLLAMA -> new OllamaChat();
        };
    }

    /// As options spell it, such as `openai`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The protocol of a label.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if there is none
    public static Protocol of(String label) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "there is no protocol \"" + label + "\"; there are "
                                + Arrays.stream(values()).map(Protocol::label).collect(Collectors.joining(", "))));
    }

    /// What the endpoint at this address most likely speaks: by its host for the two vendors with a protocol of their
    /// own, by Ollama's usual port, else OpenAI's.
    public static Protocol at(URI base) {
        String host = String.valueOf(base.getHost());
        if (host.equals("api.anthropic.com")) {
            return ANTHROPIC;
        }
        if (host.equals("generativelanguage.googleapis.com")) {
            return GEMINI;
        }
        return base.getPort() == 11434 && !base.getPath().startsWith("/v1") ? OLLAMA : OPENAI;
    }
}
