package dev.plumbline.model.http;

import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ToolCall;
import dev.plumbline.model.ToolOffer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// Messages, tools and calls as OpenAI's chat completions and Ollama's chat write them. Every tool is a function of
/// one text, `input`.
final class ChatTools {
    private ChatTools() {}

    /// @param quoted whether arguments are JSON within a text, as OpenAI has it, rather than an object
    static void writeMessages(JsonGenerator out, CompletionRequest request, boolean quoted) {
        out.writeArrayPropertyStart("messages");
        for (ToolTurn turn : ToolTurn.of(request, false)) {
            switch (turn) {
                case ToolTurn.Said said -> Wire.writeMessage(out, said.message());
                case ToolTurn.Called called -> writeCalled(out, called, quoted);
                case ToolTurn.Given given -> given.results().forEach(result -> writeResult(out, result, quoted));
            }
        }
        out.writeEndArray();
    }

    private static void writeCalled(JsonGenerator out, ToolTurn.Called called, boolean quoted) {
        out.writeStartObject();
        out.writeStringProperty("role", "assistant");
        out.writeStringProperty("content", called.text());
        out.writeArrayPropertyStart("tool_calls");
        for (ToolTurn.Call call : called.calls()) {
            out.writeStartObject();
            out.writeStringProperty("id", call.id());
            out.writeStringProperty("type", "function");
            out.writeObjectPropertyStart("function");
            out.writeStringProperty("name", call.call().name());
            if (quoted) {
                out.writeStringProperty(
                        "arguments", HttpModel.object("input", call.call().input()));
            } else {
                writeArguments(out, "arguments", call.call());
            }
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /// The arguments of a call as an object.
    static void writeArguments(JsonGenerator out, String property, ToolCall call) {
        out.writeObjectPropertyStart(property);
        out.writeStringProperty("input", call.input());
        out.writeEndObject();
    }

    /// OpenAI tells calls apart by their ids, Ollama by the tools' names.
    private static void writeResult(JsonGenerator out, ToolTurn.Result result, boolean byId) {
        out.writeStartObject();
        out.writeStringProperty("role", "tool");
        if (byId) {
            out.writeStringProperty("tool_call_id", result.call().id());
        } else {
            out.writeStringProperty("tool_name", result.call().call().name());
        }
        out.writeStringProperty("content", result.text());
        out.writeEndObject();
    }

    static void writeOffers(JsonGenerator out, List<ToolOffer> tools) {
        if (tools.isEmpty()) {
            return;
        }
        out.writeArrayPropertyStart("tools");
        for (ToolOffer tool : tools) {
            out.writeStartObject();
            out.writeStringProperty("type", "function");
            out.writeObjectPropertyStart("function");
            out.writeStringProperty("name", tool.name());
            out.writeStringProperty("description", tool.use());
            writeSchema(out, "parameters");
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /// The JSON Schema of every tool's arguments: one text.
    static void writeSchema(JsonGenerator out, String property) {
        out.writeObjectPropertyStart(property);
        out.writeStringProperty("type", "object");
        out.writeObjectPropertyStart("properties");
        out.writeObjectPropertyStart("input");
        out.writeStringProperty("type", "string");
        out.writeEndObject();
        out.writeEndObject();
        Wire.writeStrings(out, "required", List.of("input"));
        out.writeEndObject();
    }

    /// What a message says, calls included.
    static String text(JsonNode message, String place) {
        JsonNode made = message.path("tool_calls");
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : made) {
            JsonNode function = call.path("function");
            String name = Wire.text(function.path("name"), place + ".tool_calls[].function.name");
            calls.add(ToolCall.of(name, function.path("arguments")));
        }
        JsonNode content = message.path("content");
        boolean silent = !calls.isEmpty() && (content.isNull() || content.isMissingNode());
        return ToolCall.reply(silent ? "" : Wire.text(content, place + ".content"), calls);
    }
}
