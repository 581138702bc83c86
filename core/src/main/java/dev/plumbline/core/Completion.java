package dev.plumbline.core;

import java.util.Objects;

/// What a model answered.
///
/// @param text the answer without end-of-turn tokens
/// @param finish why it ended
/// @param promptTokens tokens read, 0 if unknown
/// @param tokens tokens written, the end-of-turn token included, 0 if unknown
public record Completion(String text, FinishReason finish, int promptTokens, int tokens) {
    public Completion {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(finish, "finish");
    }
}
