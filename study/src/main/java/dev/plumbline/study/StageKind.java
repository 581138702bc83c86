package dev.plumbline.study;

import dev.plumbline.study.internal.OptionTypes;
import java.io.IOException;
import java.util.Objects;

/// A kind of stage that a study file may name.
///
/// @param name as studies spell it under `kind`, such as `dpo`: lower-case letters, digits and dashes
/// @param optionsType the record of its options
/// @param doc one or two sentences for the reference
/// @param stage what does the work; it keeps nothing from one run to the next
public record StageKind<O extends StageOptions>(String name, Class<O> optionsType, String doc, Stage<O> stage) {
    /// @throws IllegalArgumentException if the options record has an undocumented component or one of a type that a
    ///     study file cannot express
    public StageKind {
        Objects.requireNonNull(doc, "doc");
        Objects.requireNonNull(stage, "stage");
        if (!StudyStage.isName(name)) {
            throw new IllegalArgumentException("kind \"" + name + "\": use lower-case letters, digits and dashes");
        }
        OptionTypes.check(optionsType);
    }

    /// Does the work under options of this kind.
    public StageResult run(StageContext context, StageOptions options) throws IOException {
        return stage.run(context, optionsType.cast(options));
    }
}
