package dev.plumbline.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Calls of functions, between the text that models write and the fields that clients read.
///
/// Templates show a model its functions and say how to call one. What is understood is the commonest way, that of
/// Hermes and Qwen: `<tool_call>{"name": .., "arguments": {..}}</tool_call>`. A call that is spelt otherwise, or is no
/// valid JSON, stays text.
///
/// @param text what was said beside the calls
/// @param calls name and arguments of each, the arguments as JSON text
record ToolCalls(String text, List<Map.Entry<String, String>> calls) {
    static final String BEGIN = "<tool_call>";
    private static final Pattern CALL = Pattern.compile("<tool_call>(.*?)</tool_call>", Pattern.DOTALL);

    /// The calls in an answer; none of them if one cannot be read.
    static ToolCalls in(String answer) {
        List<Map.Entry<String, String>> calls = new ArrayList<>();
        Matcher matcher = CALL.matcher(answer);
        while (matcher.find()) {
            JsonNode call;
            try {
                call = Json.parse(matcher.group(1).strip().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            } catch (ApiException e) {
                return new ToolCalls(answer, List.of());
            }
            if (!call.path("name").isString() || !call.path("arguments").isObject()) {
                return new ToolCalls(answer, List.of());
            }
            calls.add(
                    Map.entry(call.get("name").asString(), call.get("arguments").toString()));
        }
        return calls.isEmpty()
                ? new ToolCalls(answer, calls)
                : new ToolCalls(matcher.replaceAll("").strip(), calls);
    }

    /// The calls as clients read them.
    ///
    /// @param prefix begins every call's id
    /// @param indexed whether each says its place, as in a stream
    ArrayNode json(String prefix, boolean indexed) {
        ArrayNode all = Json.object().putArray("tool_calls");
        for (int i = 0; i < calls.size(); i++) {
            ObjectNode call = all.addObject();
            if (indexed) {
                call.put("index", i);
            }
            call.put("id", "call_" + prefix + "_" + i);
            call.put("type", "function");
            call.putObject("function")
                    .put("name", calls.get(i).getKey())
                    .put("arguments", calls.get(i).getValue());
        }
        return all;
    }

    /// Calls of an earlier turn as templates read them: the arguments as an object, not as text.
    static List<Object> asTemplatesRead(JsonNode calls, String place) {
        List<Object> all = new ArrayList<>();
        if (!calls.isArray()) {
            throw Fields.wrong(place + ".tool_calls", "a list");
        }
        for (JsonNode call : calls) {
            JsonNode function = call.path("function");
            if (!function.path("name").isString()) {
                throw Fields.wrong(place + ".tool_calls", "a list of functions with name and arguments");
            }
            String arguments = function.path("arguments").asString("{}");
            @Nullable
            Object parsed = Json.plain(Json.parse(
                    (arguments.isBlank() ? "{}" : arguments).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put("name", function.get("name").asString());
            body.put("arguments", parsed);
            Map<String, @Nullable Object> seen = new LinkedHashMap<>();
            seen.put("id", call.path("id").asString(""));
            seen.put("type", "function");
            seen.put("function", body);
            all.add(seen);
        }
        return all;
    }
}
