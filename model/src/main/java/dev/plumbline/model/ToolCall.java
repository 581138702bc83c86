package dev.plumbline.model;

import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One call of a tool, and how a conversation writes calls down, whatever the model speaks: a line
/// `CALL name: input`, or `CALL name json: "…"` where the input has several lines, in a reply; a user message
/// `RESULT name: text` for each after it. So a transcript reads the same for every model.
///
/// @param name of the tool, not necessarily one that there is
/// @param input what the model wrote, unchecked
public record ToolCall(String name, String input) {
    private static final Pattern LINE = Pattern.compile("(?m)^CALL ([A-Za-z0-9_]{1,60}+)( json)?+: ?+(.*+)$\\R?+");
    private static final Pattern BREAK = Pattern.compile("[\\n\\r\\u0085\\u2028\\u2029]");
    private static final String RESULT = "RESULT ";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// A call as an endpoint gives it. What is no letter, digit or underscore in the name becomes an underscore.
    ///
    /// @param arguments a JSON object whose `input` is the input, or a text that holds one; anything else is itself
    ///     the input
    public static ToolCall of(String name, JsonNode arguments) {
        String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
        String known = plain.isEmpty() ? "_" : plain.substring(0, Math.min(60, plain.length()));
        JsonNode object = arguments.isString() ? parsed(arguments.stringValue()) : arguments;
        JsonNode input = object.path("input");
        if (input.isString()) {
            return new ToolCall(known, input.stringValue());
        }
        return new ToolCall(known, arguments.isString() ? arguments.stringValue() : arguments.toString());
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }

    /// The calls that a reply makes, in order.
    public static List<ToolCall> in(String reply) {
        List<ToolCall> calls = new ArrayList<>();
        Matcher line = LINE.matcher(reply);
        while (line.find()) {
            JsonNode text = line.group(2) == null ? JSON.missingNode() : parsed(line.group(3));
            calls.add(new ToolCall(line.group(1), text.isString() ? text.stringValue() : line.group(3)));
        }
        return calls;
    }

    /// A reply without its calls.
    public static String without(String reply) {
        return LINE.matcher(reply).replaceAll("").strip();
    }

    /// A reply that says a text and makes calls.
    public static String reply(String text, List<ToolCall> calls) {
        String lines = calls.stream().map(ToolCall::line).collect(Collectors.joining("\n"));
        return text.isEmpty() || lines.isEmpty() ? text + lines : text + "\n" + lines;
    }

    /// This call as a line of a reply.
    String line() {
        if (!BREAK.matcher(input).find()) {
            return "CALL " + name + ": " + input;
        }
        String quoted = JSON.writeValueAsString(input)
                .replace("\u0085", "\\u0085")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
        return "CALL " + name + " json: " + quoted;
    }

    /// The message that tells a model what a call gave.
    public Message result(String text) {
        return Message.user(RESULT + name + ": " + text);
    }

    /// What this call gave, if a message tells that.
    public Optional<String> resultIn(Message message) {
        String start = RESULT + name + ": ";
        return message.role() == Role.USER && message.content().startsWith(start)
                ? Optional.of(message.content().substring(start.length()))
                : Optional.empty();
    }

    /// Whether a message tells the result of a call.
    public static boolean isResult(Message message) {
        return message.role() == Role.USER && message.content().startsWith(RESULT);
    }
}
