package dev.plumbline.model.http;

import dev.plumbline.core.FinishReason;
import dev.plumbline.model.CompletionRequest;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// `POST /api/chat` of Ollama.
record OllamaChat() implements Wire {
    @Override
    public String path(Endpoint endpoint, boolean streaming) {
        return "/api/chat";
    }

    @Override
    public Map<String, String> headers(ApiKey key) {
        return Wire.bearer(key);
    }

    @Override
    public void write(JsonGenerator out, Endpoint endpoint, CompletionRequest request, boolean streaming) {
        var sampling = request.sampling();
        out.writeStartObject();
        out.writeStringProperty("model", endpoint.model());
        ChatTools.writeMessages(out, request, false);
        ChatTools.writeOffers(out, request.tools());
        out.writeBooleanProperty("stream", streaming);
        out.writeObjectPropertyStart("options");
        out.writeNumberProperty("temperature", sampling.temperature());
        out.writeNumberProperty("top_k", sampling.topK());
        out.writeNumberProperty("top_p", sampling.topP());
        out.writeNumberProperty("num_predict", sampling.maxTokens());
        out.writeNumberProperty("seed", Wire.seed(request.seed()));
        Wire.writeStrings(out, "stop", sampling.stop());
        out.writeEndObject();
        out.writeEndObject();
    }

    @Override
    public Reply read(JsonNode answer) {
        return new Reply(
                ChatTools.text(answer.path("message"), "message"),
                finish(answer),
                Wire.count(answer.path("prompt_eval_count")),
                Wire.count(answer.path("eval_count")));
    }

    @Override
    public Delta delta(JsonNode event) {
        return new Delta(
                event.path("message").path("content").asString(""),
                event.path("done").asBoolean(false) ? Optional.of(finish(event)) : Optional.empty());
    }

    private static FinishReason finish(JsonNode answer) {
        return answer.path("done_reason").asString("stop").equals("length") ? FinishReason.LENGTH : FinishReason.STOP;
    }
}
