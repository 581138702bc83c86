package dev.plumbline.model.http;

import dev.plumbline.core.FinishReason;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// `POST /v1/messages` of Anthropic's API, version 2023-06-01. It has no seed.
record AnthropicMessages() implements Wire {
    @Override
    public String path(Endpoint endpoint, boolean streaming) {
        return "/v1/messages";
    }

    @Override
    public Map<String, String> headers(ApiKey key) {
        Map<String, String> headers = new HashMap<>(Map.of("anthropic-version", "2023-06-01"));
        if (!key.isNone()) {
            headers.put("x-api-key", key.value());
        }
        return headers;
    }

    @Override
    public void write(JsonGenerator out, Endpoint endpoint, CompletionRequest request, boolean streaming) {
        var sampling = request.sampling();
        var messages = request.conversation().messages();
        out.writeStartObject();
        out.writeStringProperty("model", endpoint.model());
        out.writeNumberProperty("max_tokens", sampling.maxTokens());
        out.writeNumberProperty("temperature", sampling.temperature());
        // Newer models refuse top_p beside a temperature, so it is sent only where it says something.
        if (sampling.topP() < 1) {
            out.writeNumberProperty("top_p", sampling.topP());
        }
        if (sampling.topK() > 0) {
            out.writeNumberProperty("top_k", sampling.topK());
        }
        String system = Wire.system(messages);
        if (!system.isEmpty()) {
            out.writeStringProperty("system", system);
        }
        AnthropicTools.writeMessages(out, request);
        AnthropicTools.writeOffers(out, request.tools());
        Wire.writeStrings(out, "stop_sequences", sampling.stop());
        if (streaming) {
            out.writeBooleanProperty("stream", true);
        }
        out.writeEndObject();
    }

    @Override
    public Reply read(JsonNode answer) {
        JsonNode content = answer.path("content");
        if (!content.isArray()) {
            throw new ModelFailure(ModelFailure.Kind.MALFORMED, "the answer has no list at content");
        }
        StringBuilder text = new StringBuilder();
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode block : content) {
            String type = block.path("type").asString("");
            if (type.equals("text")) {
                text.append(Wire.text(block.path("text"), "content[].text"));
            } else if (type.equals("tool_use")) {
                calls.add(ToolCall.of(Wire.text(block.path("name"), "content[].name"), block.path("input")));
            }
        }
        JsonNode usage = answer.path("usage");
        return new Reply(
                ToolCall.reply(text.toString(), calls),
                finish(answer.path("stop_reason").asString("end_turn")),
                Wire.count(usage.path("input_tokens")),
                Wire.count(usage.path("output_tokens")));
    }

    @Override
    public Delta delta(JsonNode event) {
        return switch (event.path("type").asString("")) {
            case "content_block_delta" ->
                new Delta(event.path("delta").path("text").asString(""), Optional.empty());
            case "message_delta" ->
                new Delta(
                        "",
                        Optional.of(
                                finish(event.path("delta").path("stop_reason").asString("end_turn"))));
            case "error" ->
                throw new ModelFailure(
                        ModelFailure.Kind.SERVER,
                        "the stream broke off: "
                                + event.path("error").path("type").asString("error"));
            default -> Delta.NOTHING;
        };
    }

    private static FinishReason finish(String reason) {
        return reason.equals("max_tokens") ? FinishReason.LENGTH : FinishReason.STOP;
    }
}
