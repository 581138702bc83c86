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

    private static final String ANTHROPIC_HOST = "api.anthropic.com";
    private static final String GEMINI_HOST = "generativelanguage.googleapis.com";

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

    /// Whether the host is one that is known to take tools in this protocol's own way: its vendor's.
    boolean takesToolsAt(URI base) {
        return switch (this) {
            case OPENAI -> "api.openai.com".equals(base.getHost());
            case ANTHROPIC -> ANTHROPIC_HOST.equals(base.getHost());
            case GEMINI -> GEMINI_HOST.equals(base.getHost());
            case VLLM, COMPLETIONS, OLLAMA -> false;
        };
    }

    /// What the endpoint at this address most likely speaks: by its host for the two vendors with a protocol of their
    /// own, by Ollama's usual port, else OpenAI's.
    public static Protocol at(URI base) {
        String host = String.valueOf(base.getHost());
        if (host.equals(ANTHROPIC_HOST)) {
            return ANTHROPIC;
        }
        if (host.equals(GEMINI_HOST)) {
            return GEMINI;
        }
        return base.getPort() == 11434 && !base.getPath().startsWith("/v1") ? OLLAMA : OPENAI;
    }
}
