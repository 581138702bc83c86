package dev.plumbline.study;

import dev.plumbline.core.Conversation;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// One question, one model's answer to it, and how the answer was graded.
///
/// @param model who answered
/// @param task the family of questions, such as `opinion`
/// @param id the same for the same question put to another model, so that samples can be paired
/// @param prompt what was asked
/// @param answer what came back, as it came
/// @param scores by measurement, such as `sycophancy` -> 1
/// @param truth what is known about the question, by name, such as `captain` -> `tom`
public record SampleRecord(
        String model,
        String task,
        String id,
        Conversation prompt,
        String answer,
        Map<String, Double> scores,
        Map<String, String> truth) {
    public SampleRecord {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(answer, "answer");
        scores = Collections.unmodifiableMap(new TreeMap<>(scores));
        truth = Collections.unmodifiableMap(new TreeMap<>(truth));
    }
}
