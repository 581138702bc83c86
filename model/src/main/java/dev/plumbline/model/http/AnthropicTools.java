package dev.plumbline.model.http;

import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ToolOffer;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// Messages, tools and calls as Anthropic's messages write them: blocks `tool_use` and `tool_result`.
final class AnthropicTools {
    private AnthropicTools() {}

    static void writeMessages(JsonGenerator out, CompletionRequest request) {
        out.writeArrayPropertyStart("messages");
        for (ToolTurn turn : ToolTurn.of(request, true)) {
            switch (turn) {
                case ToolTurn.Said said -> Wire.writeMessage(out, said.message());
                case ToolTurn.Called called -> writeCalled(out, called);
                case ToolTurn.Given given -> writeGiven(out, given);
            }
        }
        out.writeEndArray();
    }

    private static void writeCalled(JsonGenerator out, ToolTurn.Called called) {
        out.writeStartObject();
        out.writeStringProperty("role", "assistant");
        out.writeArrayPropertyStart("content");
        // An empty block of text is refused.
        if (!called.text().isEmpty()) {
            out.writeStartObject();
            out.writeStringProperty("type", "text");
            out.writeStringProperty("text", called.text());
            out.writeEndObject();
        }
        for (ToolTurn.Call call : called.calls()) {
            out.writeStartObject();
            out.writeStringProperty("type", "tool_use");
            out.writeStringProperty("id", call.id());
            out.writeStringProperty("name", call.call().name());
            ChatTools.writeArguments(out, "input", call.call());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /// All results of one reply's calls belong into one message.
    private static void writeGiven(JsonGenerator out, ToolTurn.Given given) {
        out.writeStartObject();
        out.writeStringProperty("role", "user");
        out.writeArrayPropertyStart("content");
        for (ToolTurn.Result result : given.results()) {
            out.writeStartObject();
            out.writeStringProperty("type", "tool_result");
            out.writeStringProperty("tool_use_id", result.call().id());
            out.writeStringProperty("content", result.text());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    static void writeOffers(JsonGenerator out, List<ToolOffer> tools) {
        if (tools.isEmpty()) {
            return;
        }
        out.writeArrayPropertyStart("tools");
        for (ToolOffer tool : tools) {
            out.writeStartObject();
            out.writeStringProperty("name", tool.name());
            out.writeStringProperty("description", tool.use());
            ChatTools.writeSchema(out, "input_schema");
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
