package dev.plumbline.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An ordered, immutable list of messages; as a prompt, it usually ends with the user's turn.
public record Conversation(List<Message> messages) {
    public Conversation {
        messages = List.copyOf(messages);
    }

    public static Conversation of(Message... messages) {
        return new Conversation(Arrays.asList(messages));
    }

    /// A conversation of one user turn.
    public static Conversation ask(String question) {
        return of(Message.user(question));
    }

    /// This conversation with one more message at its end; this one stays as it is.
    public Conversation with(Message message) {
        List<Message> longer = new ArrayList<>(messages);
        longer.add(message);
        return new Conversation(longer);
    }

    /// The last message's content, or the empty string if there is no message.
    public String lastContent() {
        return messages.isEmpty() ? "" : messages.getLast().content();
    }
}
