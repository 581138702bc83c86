package dev.plumbline.evaluate.judge;

import dev.plumbline.evaluate.data.DataRow;
import java.util.List;
import java.util.Objects;

/// An answer with what people called it.
///
/// @param prompt what was asked; may be empty
/// @param positive what people settled on
/// @param annotators what each of them said alone; empty if that is not known
/// @param row the record it came from
public record LabelledAnswer(String prompt, String answer, boolean positive, List<Boolean> annotators, DataRow row) {
    public LabelledAnswer {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(row, "row");
        annotators = List.copyOf(annotators);
    }
}
