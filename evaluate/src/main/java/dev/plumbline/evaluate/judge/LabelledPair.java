package dev.plumbline.evaluate.judge;

import java.util.Objects;

/// Two answers of which people preferred one.
public record LabelledPair(String prompt, String chosen, String rejected) {
    public LabelledPair {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(chosen, "chosen");
        Objects.requireNonNull(rejected, "rejected");
    }
}
