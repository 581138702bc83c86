package dev.plumbline.train.data;

import java.util.List;
import java.util.Objects;

/// What a demonstration file held.
///
/// @param name the file's name
/// @param format the form of its records
/// @param demonstrations in the order of the file, at least one
/// @param skippedLines lines of records with nothing to imitate: no assistant turn, or only empty ones
public record DemonstrationData(
        String name,
        DemonstrationFormat format,
        List<Located<Demonstration>> demonstrations,
        List<Integer> skippedLines) {
    public DemonstrationData {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(format, "format");
        demonstrations = List.copyOf(demonstrations);
        skippedLines = List.copyOf(skippedLines);
    }
}
