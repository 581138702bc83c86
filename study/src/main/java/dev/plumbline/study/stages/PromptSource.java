package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import java.nio.file.Path;
import java.util.List;

/// The prompts that a model answers while it learns.
public record PromptSource(
        @Option(doc = "a JSONL file of records with a prompt, also .gz; empty takes Harbor's", defaultValue = "")
        String data,

        @Option(doc = "Harbor: the town", defaultValue = "{}")
        TownOptions town,

        @Option(doc = "Harbor: how many prompts", range = ">= 1", defaultValue = "1000")
        int count) {
    public PromptSource {
        Checks.atLeast("prompts.count", count, 1);
    }

    List<Path> files() {
        return data.isEmpty() ? List.of() : List.of(Path.of(data));
    }
}
