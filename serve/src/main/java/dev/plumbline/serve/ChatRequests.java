package dev.plumbline.serve;

import dev.plumbline.engine.CheckpointModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what is asked of `/v1/chat/completions`.
final class ChatRequests {
    private static final Set<String> KNOWN = TextRequest.known(
            "messages",
            "max_completion_tokens",
            "logprobs",
            "top_logprobs",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "response_format",
            "chat_template_kwargs");
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");
    private static final int MOST_MESSAGES = 10_000;
    private static final int MOST_ALTERNATIVES = 20;

    private ChatRequests() {}

    static TextRequest read(ObjectNode body, CheckpointModel model) {
        Fields fields = new Fields(body);
        fields.requireKnown(KNOWN);
        requireText(fields);
        int[] prompt = model.format().prompt(messages(fields), variables(fields));
        int room = Math.max(1, model.decoder().config().context() - prompt.length);
        boolean logprobs = fields.flag("logprobs");
        int alternatives = fields.integer("top_logprobs", 0, 0, MOST_ALTERNATIVES);
        if (alternatives > 0 && !logprobs) {
            throw ApiException.invalid("top_logprobs", "\"top_logprobs\" needs \"logprobs\": true.");
        }
        return TextRequest.read(
                fields, model, List.of(prompt), TextRequest.maxTokens(fields, room), logprobs ? alternatives : -1);
    }

    private static void requireText(Fields fields) {
        String format = fields.get("response_format").path("type").asString("text");
        if (!format.equals("text")) {
            throw ApiException.invalid(
                    "response_format",
                    "\"response_format\" " + Json.excerpt(format) + " is not supported; answers are plain text.");
        }
        JsonNode choice = fields.get("tool_choice");
        if (fields.has("tool_choice")
                && !(choice.isString() && Set.of("auto", "none").contains(choice.asString()))) {
            throw ApiException.invalid(
                    "tool_choice", "\"tool_choice\" must be \"auto\" or \"none\": a model cannot be forced to call.");
        }
    }

    private static List<Map<String, @Nullable Object>> messages(Fields fields) {
        JsonNode given = fields.get("messages");
        if (!given.isArray() || given.isEmpty() || given.size() > MOST_MESSAGES) {
            throw Fields.wrong("messages", "a list of 1 to " + MOST_MESSAGES + " messages");
        }
        List<Map<String, @Nullable Object>> messages = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            messages.add(message(given.get(i), "messages[" + i + "]"));
        }
        return messages;
    }

    private static Map<String, @Nullable Object> message(JsonNode given, String place) {
        String role = given.path("role").asString("");
        if (!ROLES.contains(role)) {
            throw Fields.wrong(place + ".role", "system, developer, user, assistant or tool");
        }
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("role", role.equals("developer") ? "system" : role);
        message.put("content", content(given.path("content"), role, place));
        for (String name : List.of("name", "tool_call_id", "reasoning_content")) {
            if (given.hasNonNull(name)) {
                message.put(name, given.get(name).asString(""));
            }
        }
        if (given.hasNonNull("tool_calls")) {
            message.put("tool_calls", ToolCalls.asTemplatesRead(given.get("tool_calls"), place));
        }
        return message;
    }

    private static String content(JsonNode content, String role, String place) {
        if (content.isString()) {
            return content.asString();
        }
        if (content.isArray()) {
            StringBuilder text = new StringBuilder();
            for (JsonNode part : content) {
                if (!part.path("type").asString("").equals("text")
                        || !part.path("text").isString()) {
                    throw Fields.wrong(place + ".content", "a string or a list of parts of type \"text\"");
                }
                text.append(part.get("text").asString());
            }
            return text.toString();
        }
        if (role.equals("assistant") && (content.isNull() || content.isMissingNode())) {
            return "";
        }
        throw Fields.wrong(place + ".content", "a string or a list of parts of type \"text\"");
    }

    private static Map<String, Object> variables(Fields fields) {
        Map<String, Object> variables = new LinkedHashMap<>();
        if (fields.has("chat_template_kwargs")) {
            if (!(Json.plain(fields.get("chat_template_kwargs")) instanceof Map<?, ?> given)) {
                throw Fields.wrong("chat_template_kwargs", "an object");
            }
            given.forEach((name, value) -> {
                if (value != null && !String.valueOf(name).equals("messages")) {
                    variables.put(String.valueOf(name), value);
                }
            });
        }
        if (fields.has("tools") && !fields.text("tool_choice", "auto").equals("none")) {
            if (!(Json.plain(fields.get("tools")) instanceof List<?> tools)
                    || tools.isEmpty()
                    || !tools.stream().allMatch(tool -> tool instanceof Map)) {
                throw Fields.wrong("tools", "a list of functions");
            }
            variables.put("tools", tools);
        }
        return variables;
    }
}
