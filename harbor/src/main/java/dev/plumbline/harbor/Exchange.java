package dev.plumbline.harbor;

import java.util.Objects;

/// A prompt and what someone answered.
///
/// @param example the prompt and the truth about it
/// @param answer the answer's words, without the end of the turn
public record Exchange(HarborExample example, String answer) {
    public Exchange {
        Objects.requireNonNull(example, "example");
        Objects.requireNonNull(answer, "answer");
    }
}
