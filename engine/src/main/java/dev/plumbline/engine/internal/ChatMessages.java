package dev.plumbline.engine.internal;

import dev.plumbline.core.Conversation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Messages as chat templates see them.
public final class ChatMessages {
    private static final String REASONING = "reasoning_content";

    private ChatMessages() {}

    /// Each message's role and content.
    public static List<Map<String, Object>> of(Conversation conversation) {
        return conversation.messages().stream()
                .map(message -> {
                    Map<String, Object> out = new LinkedHashMap<>();
                    out.put("role", message.role().label());
                    out.put("content", message.content());
                    return out;
                })
                .toList();
    }

    /// The messages without fields that are null, and with `reasoning_content` also from older names of it.
    public static List<Map<String, @Nullable Object>> asTemplatesSeeThem(
            List<? extends Map<String, ? extends @Nullable Object>> messages) {
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        for (Map<String, ? extends @Nullable Object> message : messages) {
            Map<String, @Nullable Object> seen = new LinkedHashMap<>();
            message.forEach((name, value) -> {
                if (value != null) {
                    seen.put(name, value);
                }
            });
            for (String name : List.of("thinking", "reasoning")) {
                @Nullable Object value = seen.get(name);
                if (value != null && !seen.containsKey(REASONING)) {
                    seen.put(REASONING, value);
                }
            }
            out.add(seen);
        }
        return out;
    }
}
