package dev.plumbline.train.data;

import dev.plumbline.core.Preference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Answers that were found good or bad, and where they came from.
///
/// @param name the file's name, or what to call data that was not read
/// @param format the form of its records, in words
/// @param answers in the order of the file
public record JudgedData(String name, String format, List<Located<Judged>> answers) {
    public JudgedData {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(format, "format");
        answers = List.copyOf(answers);
    }

    /// Both answers of each pair, the chosen one as good and the rejected one as bad.
    public static JudgedData of(PreferenceData data) {
        List<Located<Judged>> answers = new ArrayList<>();
        for (Located<Preference> pair : data.trainable()) {
            Preference value = pair.value();
            answers.add(new Located<>(pair.line(), new Judged(value.prompt(), value.chosen(), true)));
            answers.add(new Located<>(pair.line(), new Judged(value.prompt(), value.rejected(), false)));
        }
        return new JudgedData(data.name(), data.format().label() + " preferences, taken apart", answers);
    }
}
