package dev.plumbline.train.constitution;

import dev.plumbline.core.Conversation;
import java.util.Objects;

/// Two answers to one prompt that are to be compared.
public record AnswerPair(Conversation prompt, String a, String b) {
    public AnswerPair {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(a, "a");
        Objects.requireNonNull(b, "b");
    }
}
