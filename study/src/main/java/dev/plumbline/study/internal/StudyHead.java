package dev.plumbline.study.internal;

import dev.plumbline.engine.Precision;
import dev.plumbline.study.Option;

/// What a study file says before its stages.
public record StudyHead(
        @Option(doc = "A short claim or topic.") String title,

        @Option(doc = "What the study wants to know, in a sentence.", defaultValue = "")
        String question,

        @Option(
                doc = "Every stage's seed is derived from it by the stage's name.",
                range = "[-2^63, 2^63)",
                defaultValue = "0")
        long seed,

        @Option(
                doc = "How many threads the tensor library may use; 0 means as many as the machine has cores.",
                unit = "threads",
                range = "[0, 1024]",
                defaultValue = "0")
        int threads,

        @Option(
                doc = "The arithmetic of matrix products; bfloat16 pays for large models on processors that have it.",
                defaultValue = "float32")
        Precision precision) {
    public StudyHead {
        if (title.isBlank()) {
            throw new IllegalArgumentException("title must not be empty; say in a few words what the study shows");
        }
        if (threads < 0 || threads > 1024) {
            throw new IllegalArgumentException("threads must lie in [0, 1024], not " + threads);
        }
    }
}
