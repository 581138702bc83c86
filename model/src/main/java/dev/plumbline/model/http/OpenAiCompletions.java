package dev.plumbline.model.http;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import dev.plumbline.model.CompletionRequest;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// `POST /v1/completions`: a text is continued. A conversation of one user turn is that turn's text as it
/// stands; a longer one is written as `User: …`, `Assistant: …` paragraphs and ends with `Assistant:`.
record OpenAiCompletions() implements Wire {
    @Override
    public String path(Endpoint endpoint, boolean streaming) {
        return "/v1/completions";
    }

    @Override
    public Map<String, String> headers(ApiKey key) {
        return Wire.bearer(key);
    }

    @Override
    public void write(JsonGenerator out, Endpoint endpoint, CompletionRequest request, boolean streaming) {
        var sampling = request.sampling();
        Wire.requireNoTopK(sampling, "OpenAI's completions protocol");
        out.writeStartObject();
        out.writeStringProperty("model", endpoint.model());
        out.writeStringProperty("prompt", prompt(request.conversation()));
        out.writeNumberProperty("max_tokens", sampling.maxTokens());
        out.writeNumberProperty("temperature", sampling.temperature());
        out.writeNumberProperty("top_p", sampling.topP());
        out.writeNumberProperty("seed", Wire.seed(request.seed()));
        Wire.writeStrings(out, "stop", sampling.stop());
        if (streaming) {
            out.writeBooleanProperty("stream", true);
        }
        out.writeEndObject();
    }

    /// The conversation as one text to be continued.
    static String prompt(Conversation conversation) {
        var messages = conversation.messages();
        if (messages.size() == 1 && messages.getFirst().role() == Role.USER) {
            return messages.getFirst().content();
        }
        StringBuilder text = new StringBuilder();
        for (Message message : messages) {
            String speaker = switch (message.role()) {
                case SYSTEM -> "";
                case USER -> "User: ";
                case ASSISTANT -> "Assistant: ";
                case TOOL -> "Tool: ";
            };
            text.append(speaker).append(message.content()).append("\n\n");
        }
        return text.append("Assistant:").toString();
    }

    @Override
    public Reply read(JsonNode answer) {
        JsonNode choice = answer.path("choices").path(0);
        JsonNode usage = answer.path("usage");
        return new Reply(
                Wire.text(choice.path("text"), "choices[0].text"),
                OpenAiChat.finish(choice.path("finish_reason").asString("stop")),
                Wire.count(usage.path("prompt_tokens")),
                Wire.count(usage.path("completion_tokens")));
    }

    @Override
    public Delta delta(JsonNode event) {
        JsonNode choice = event.path("choices").path(0);
        JsonNode reason = choice.path("finish_reason");
        return new Delta(
                choice.path("text").asString(""),
                reason.isString() ? Optional.of(OpenAiChat.finish(reason.stringValue())) : Optional.empty());
    }
}
