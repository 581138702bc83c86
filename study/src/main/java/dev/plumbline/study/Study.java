package dev.plumbline.study;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Precision;
import dev.plumbline.study.internal.StudyText;
import java.util.List;
import java.util.Objects;

/// A resolved study: what to ask of the world, and the straight line of stages that answers it.
///
/// @param name of the file it came from, without `.yaml`; part of the run folder's name
/// @param title a short claim or topic
/// @param question what the study wants to know, in a sentence; may be empty
/// @param seed from which every stage's seed is derived, by the stage's name
/// @param threads how many the tensor library may use; 0 means as many as the machine has cores
/// @param precision the arithmetic of matrix products
/// @param stages in the order in which they run; each uses only earlier ones; at least one
public record Study(
        String name,
        String title,
        String question,
        long seed,
        int threads,
        Precision precision,
        List<StudyStage> stages) {
    public Study {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(precision, "precision");
        stages = List.copyOf(stages);
    }

    /// The seed of the stage of this name.
    public Seed seedOf(String stage) {
        return new Seed(seed).derive(stage);
    }

    /// The study as a YAML file with every default written out; loading it gives this study again.
    public String yaml() {
        return StudyText.of(this, false);
    }

    /// The same with each option's meaning, unit and range as a comment above it.
    public String commentedYaml() {
        return StudyText.of(this, true);
    }
}
