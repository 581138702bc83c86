package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import java.util.Objects;

/// A prompt with what a right answer to it says.
///
/// @param expected empty where a file gives nothing to hold answers against
public record Question(Conversation prompt, String expected) {
    public Question {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(expected, "expected");
    }
}
