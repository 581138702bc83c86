package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import java.util.Objects;

/// One answer that somebody found good or bad.
public record Judged(Conversation prompt, String answer, boolean good) {
    public Judged {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(answer, "answer");
    }
}
