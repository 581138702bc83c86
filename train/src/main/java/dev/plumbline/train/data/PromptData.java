package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import java.util.List;
import java.util.Objects;

/// What a file of prompts held.
///
/// @param name the file's name
/// @param prompts in the order of the file, at least one, each of at least one message
/// @param skippedLines lines of records whose prompt is the empty text
public record PromptData(String name, List<Located<Conversation>> prompts, List<Integer> skippedLines) {
    public PromptData {
        Objects.requireNonNull(name, "name");
        prompts = List.copyOf(prompts);
        skippedLines = List.copyOf(skippedLines);
    }
}
