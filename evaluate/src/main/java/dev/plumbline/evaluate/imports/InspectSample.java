package dev.plumbline.evaluate.imports;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.model.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// One sample of Inspect's logs: what was said, how it was scored, what is known about it. Calls of tools and their
/// results become lines as [ToolCall] writes them.
record InspectSample(JsonNode node) {
    private static final String APART = "attachment://";
    private static final int MOST_KNOWN = 100;
    private static final int LONGEST_KNOWN = 10_000;

    Map<String, Double> scores() {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> score : node.path("scores").properties()) {
            JsonNode value = score.getValue().path("value");
            if (value.isObject()) {
                value.properties()
                        .forEach(part -> ImportedSamples.value(part.getValue())
                                .ifPresent(number -> scores.put(score.getKey() + "." + part.getKey(), number)));
            } else {
                ImportedSamples.value(value).ifPresent(number -> scores.put(score.getKey(), number));
            }
        }
        return scores;
    }

    /// The whole conversation; from its input and output alone where the log holds no messages.
    Optional<Solution> solution() {
        JsonNode choice = node.path("output").path("choices").path(0);
        List<Message> talk = new ArrayList<>();
        Map<String, ToolCall> calls = new HashMap<>();
        for (JsonNode message : node.path("messages")) {
            talk.add(message(message, calls));
        }
        List<Completion> replies = new ArrayList<>();
        for (Message message : talk) {
            if (message.role() == Role.ASSISTANT) {
                replies.add(new Completion(message.content(), FinishReason.STOP, 0, 0));
            }
        }
        if (replies.isEmpty() || talk.getLast().role() != Role.ASSISTANT) {
            JsonNode content = choice.path("message").path("content");
            return content.isMissingNode()
                    ? Optional.empty()
                    : ImportedSamples.said(
                            ImportedSamples.prompt(node.path("input")), ImportedSamples.content(content));
        }
        JsonNode usage = node.path("output").path("usage");
        Completion last = replies.removeLast();
        replies.add(new Completion(
                last.text(),
                choice.path("stop_reason").asString("stop").equals("max_tokens")
                        ? FinishReason.LENGTH
                        : FinishReason.STOP,
                count(usage.path("input_tokens")),
                count(usage.path("output_tokens"))));
        return Optional.of(Solution.of(Solution.ANSWER, new Conversation(talk), replies));
    }

    private Message message(JsonNode message, Map<String, ToolCall> calls) {
        String text = whole(ImportedSamples.content(message.path("content")));
        Role role = ImportedSamples.role(message.path("role").asString("user"));
        if (role == Role.TOOL) {
            String id = message.path("tool_call_id").asString("");
            String name = message.path("function").asString("tool");
            return calls.getOrDefault(id, ToolCall.of(name, MissingNode.getInstance()))
                    .result(text);
        }
        List<ToolCall> made = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            ToolCall one = ToolCall.of(call.path("function").asString("tool"), call.path("arguments"));
            calls.put(call.path("id").asString(""), one);
            made.add(one);
        }
        return new Message(role, ToolCall.reply(text, made));
    }

    /// A long text stands apart from the message that holds it.
    private String whole(String text) {
        return text.startsWith(APART)
                ? node.path("attachments").path(text.substring(APART.length())).asString(text)
                : text;
    }

    private static int count(JsonNode node) {
        return node.isInt() && node.intValue() > 0 ? node.intValue() : 0;
    }

    /// The target, and what of the metadata is a short text or a number.
    Map<String, String> known() {
        Map<String, String> known = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : node.path("metadata").properties()) {
            String text = field.getValue().asString("");
            if (field.getValue().isValueNode() && text.length() <= LONGEST_KNOWN && known.size() < MOST_KNOWN) {
                known.put(field.getKey(), text);
            }
        }
        JsonNode target = node.path("target");
        if (target.isArray()) {
            for (int i = 0; i < Math.min(MOST_KNOWN, target.size()); i++) {
                known.put(i == 0 ? "target" : "target." + i, target.path(i).asString(""));
            }
        } else {
            known.put("target", target.asString(""));
        }
        return known;
    }

    long milliseconds() {
        double seconds = node.path("total_time").asDouble(0);
        return seconds > 0 && seconds < 1e9 ? Math.round(1000 * seconds) : 0;
    }

    String trouble() {
        return node.path("error").path("message").asString("no score was given");
    }
}
