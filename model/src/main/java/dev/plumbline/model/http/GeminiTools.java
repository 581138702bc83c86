package dev.plumbline.model.http;

import dev.plumbline.core.Role;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ToolCall;
import dev.plumbline.model.ToolOffer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// Contents, tools and calls as Gemini's generateContent writes them: parts `functionCall` and `functionResponse`.
final class GeminiTools {
    private GeminiTools() {}

    static void writeContents(JsonGenerator out, CompletionRequest request) {
        out.writeArrayPropertyStart("contents");
        for (ToolTurn turn : ToolTurn.of(request, true)) {
            out.writeStartObject();
            switch (turn) {
                case ToolTurn.Said said -> {
                    out.writeStringProperty("role", said.message().role() == Role.ASSISTANT ? "model" : "user");
                    GeminiContent.writeParts(out, said.message().content());
                }
                case ToolTurn.Called called -> writeCalled(out, called);
                case ToolTurn.Given given -> writeGiven(out, given);
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeCalled(JsonGenerator out, ToolTurn.Called called) {
        out.writeStringProperty("role", "model");
        out.writeArrayPropertyStart("parts");
        if (!called.text().isEmpty()) {
            out.writeStartObject();
            out.writeStringProperty("text", called.text());
            out.writeEndObject();
        }
        for (ToolTurn.Call call : called.calls()) {
            out.writeStartObject();
            out.writeObjectPropertyStart("functionCall");
            out.writeStringProperty("name", call.call().name());
            ChatTools.writeArguments(out, "args", call.call());
            out.writeEndObject();
            // Gemini 3 refuses calls without their signature, which a transcript does not hold; this stands in for it.
            out.writeStringProperty("thoughtSignature", "skip_thought_signature_validator");
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeGiven(JsonGenerator out, ToolTurn.Given given) {
        out.writeStringProperty("role", "user");
        out.writeArrayPropertyStart("parts");
        for (ToolTurn.Result result : given.results()) {
            out.writeStartObject();
            out.writeObjectPropertyStart("functionResponse");
            out.writeStringProperty("name", result.call().call().name());
            out.writeObjectPropertyStart("response");
            out.writeStringProperty("result", result.text());
            out.writeEndObject();
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    static void writeOffers(JsonGenerator out, List<ToolOffer> tools) {
        if (tools.isEmpty()) {
            return;
        }
        out.writeArrayPropertyStart("tools");
        out.writeStartObject();
        out.writeArrayPropertyStart("functionDeclarations");
        for (ToolOffer tool : tools) {
            out.writeStartObject();
            out.writeStringProperty("name", tool.name());
            out.writeStringProperty("description", tool.use());
            ChatTools.writeSchema(out, "parameters");
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndArray();
    }

    /// The calls among the parts of an answer.
    static List<ToolCall> calls(JsonNode parts) {
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode part : parts) {
            JsonNode call = part.path("functionCall");
            if (call.isObject()) {
                calls.add(ToolCall.of(Wire.text(call.path("name"), "functionCall.name"), call.path("args")));
            }
        }
        return calls;
    }
}
