package dev.plumbline.train.data;

import java.util.List;
import java.util.Objects;

/// Solutions with judged steps, and where they came from.
///
/// @param name the file's name
/// @param format the form of its records, in words
/// @param solutions each with a judged step
/// @param skippedLines lines of records without any judged step
public record SolutionData(String name, String format, List<Located<Solution>> solutions, List<Integer> skippedLines) {
    public SolutionData {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(format, "format");
        solutions = List.copyOf(solutions);
        skippedLines = List.copyOf(skippedLines);
    }
}
