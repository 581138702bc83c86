package dev.plumbline.model.http;

import dev.plumbline.core.FinishReason;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.Sampling;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// `POST /v1/chat/completions`, as OpenAI specifies it and vLLM, llama.cpp, LM Studio and others serve it.
///
/// @param topK whether the endpoint takes `top_k`, as vLLM does
record OpenAiChat(boolean topK) implements Wire {
    @Override
    public String path(Endpoint endpoint, boolean streaming) {
        return "/v1/chat/completions";
    }

    @Override
    public Map<String, String> headers(ApiKey key) {
        return Wire.bearer(key);
    }

    @Override
    public void write(JsonGenerator out, Endpoint endpoint, CompletionRequest request, boolean streaming) {
        out.writeStartObject();
        writeFields(out, endpoint, request);
        if (streaming) {
            out.writeBooleanProperty("stream", true);
        }
        out.writeEndObject();
    }

    /// All but the braces, so that log-probabilities can be asked for beside them.
    void writeFields(JsonGenerator out, Endpoint endpoint, CompletionRequest request) {
        out.writeStringProperty("model", endpoint.model());
        ChatTools.writeMessages(out, request, true);
        ChatTools.writeOffers(out, request.tools());
        writeSampling(out, endpoint, request.sampling());
        out.writeNumberProperty("seed", Wire.seed(request.seed()));
    }

    void writeSampling(JsonGenerator out, Endpoint endpoint, Sampling sampling) {
        // OpenAI's own newer models refuse the older name; other servers know only that.
        boolean newer = "api.openai.com".equals(endpoint.base().getHost());
        out.writeNumberProperty(newer ? "max_completion_tokens" : "max_tokens", sampling.maxTokens());
        out.writeNumberProperty("temperature", sampling.temperature());
        out.writeNumberProperty("top_p", sampling.topP());
        if (topK && sampling.topK() > 0) {
            out.writeNumberProperty("top_k", sampling.topK());
        } else {
            Wire.requireNoTopK(sampling, "OpenAI's chat protocol");
        }
        Wire.writeStrings(out, "stop", sampling.stop());
    }

    @Override
    public Reply read(JsonNode answer) {
        JsonNode choice = answer.path("choices").path(0);
        JsonNode message = choice.path("message");
        String text = ChatTools.text(message, "choices[0].message");
        JsonNode usage = answer.path("usage");
        return new Reply(
                text,
                finish(choice.path("finish_reason").asString("stop")),
                Wire.count(usage.path("prompt_tokens")),
                Wire.count(usage.path("completion_tokens")));
    }

    @Override
    public Delta delta(JsonNode event) {
        JsonNode choice = event.path("choices").path(0);
        JsonNode reason = choice.path("finish_reason");
        return new Delta(
                choice.path("delta").path("content").asString(""),
                reason.isString() ? Optional.of(finish(reason.stringValue())) : Optional.empty());
    }

    static FinishReason finish(String reason) {
        return switch (reason) {
            case "length" -> FinishReason.LENGTH;
            case "content_filter" ->
                throw new ModelFailure(ModelFailure.Kind.REJECTED, "the endpoint withheld the answer (content filter)");
            default -> FinishReason.STOP;
        };
    }
}
