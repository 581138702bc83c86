package dev.plumbline.model.http;

import dev.plumbline.core.FinishReason;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.ToolCall;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// `POST /v1beta/models/MODEL:generateContent` of Google's Gemini API.
record GeminiContent() implements Wire {
    @Override
    public String path(Endpoint endpoint, boolean streaming) {
        String model = URLEncoder.encode(endpoint.model(), StandardCharsets.UTF_8);
        return "/v1beta/models/" + model + (streaming ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }

    @Override
    public Map<String, String> headers(ApiKey key) {
        return key.isNone() ? Map.of() : Map.of("x-goog-api-key", key.value());
    }

    @Override
    public void write(JsonGenerator out, Endpoint endpoint, CompletionRequest request, boolean streaming) {
        var messages = request.conversation().messages();
        out.writeStartObject();
        String system = Wire.system(messages);
        if (!system.isEmpty()) {
            out.writeObjectPropertyStart("systemInstruction");
            writeParts(out, system);
            out.writeEndObject();
        }
        GeminiTools.writeContents(out, request);
        GeminiTools.writeOffers(out, request.tools());
        writeConfiguration(out, request);
        out.writeEndObject();
    }

    static void writeParts(JsonGenerator out, String text) {
        out.writeArrayPropertyStart("parts");
        out.writeStartObject();
        out.writeStringProperty("text", text);
        out.writeEndObject();
        out.writeEndArray();
    }

    private static void writeConfiguration(JsonGenerator out, CompletionRequest request) {
        var sampling = request.sampling();
        out.writeObjectPropertyStart("generationConfig");
        out.writeNumberProperty("temperature", sampling.temperature());
        out.writeNumberProperty("topP", sampling.topP());
        if (sampling.topK() > 0) {
            out.writeNumberProperty("topK", sampling.topK());
        }
        out.writeNumberProperty("maxOutputTokens", sampling.maxTokens());
        out.writeNumberProperty("seed", Wire.seed(request.seed()));
        Wire.writeStrings(out, "stopSequences", sampling.stop());
        out.writeEndObject();
    }

    @Override
    public Reply read(JsonNode answer) {
        JsonNode candidate = answer.path("candidates").path(0);
        if (candidate.isMissingNode() && answer.path("promptFeedback").has("blockReason")) {
            throw withheld(answer.path("promptFeedback").path("blockReason").asString(""));
        }
        FinishReason finish = finish(candidate.path("finishReason").asString("STOP"));
        JsonNode parts = candidate.path("content").path("parts");
        if (!parts.isArray() && finish != FinishReason.LENGTH) {
            throw new ModelFailure(
                    ModelFailure.Kind.MALFORMED, "the answer has no list at candidates[0].content.parts");
        }
        JsonNode usage = answer.path("usageMetadata");
        return new Reply(
                ToolCall.reply(text(parts), GeminiTools.calls(parts)),
                finish,
                Wire.count(usage.path("promptTokenCount")),
                Wire.count(usage.path("candidatesTokenCount")));
    }

    @Override
    public Delta delta(JsonNode event) {
        JsonNode candidate = event.path("candidates").path(0);
        JsonNode reason = candidate.path("finishReason");
        return new Delta(
                text(candidate.path("content").path("parts")),
                reason.isString() ? Optional.of(finish(reason.stringValue())) : Optional.empty());
    }

    private static String text(JsonNode parts) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            if (!part.path("thought").asBoolean(false)) {
                text.append(part.path("text").asString(""));
            }
        }
        return text.toString();
    }

    private static FinishReason finish(String reason) {
        return switch (reason) {
            case "STOP", "FINISH_REASON_UNSPECIFIED" -> FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            default -> throw withheld(reason);
        };
    }

    private static ModelFailure withheld(String reason) {
        String shown = reason.matches("[A-Z_]{1,60}") ? reason : "no reason given";
        return new ModelFailure(ModelFailure.Kind.REJECTED, "the endpoint withheld the answer (" + shown + ")");
    }
}
