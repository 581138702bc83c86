package dev.plumbline.study.stages;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// A training method by the name that the field gives it: a kind of stage and the settings that make it that method.
/// Everything that it does not name keeps the default of its kind.
///
/// @param name as a command line spells it, such as `dr-grpo`
/// @param kind of stage
/// @param needs what a person must bring beside a model
/// @param doc what it is, in a few words
/// @param source where it was published
/// @param settings of the stage's options, by path, such as `loss.clip-high`
public record Recipe(String name, String kind, Needs needs, String doc, String source, Map<String, String> settings) {
    /// What a method learns from.
    public enum Needs {
        NOTHING("nothing"),
        DEMONSTRATIONS("demonstrations (Harbor's if none are given)"),
        COMPARISONS("comparisons"),
        JUDGEMENTS("judged answers, or comparisons"),
        SOLUTIONS("solutions whose steps were judged"),
        REWARD("a reward, and prompts (Harbor's if none are given)"),
        TEACHER("a teacher, and demonstrations (Harbor's if none are given)");

        private final String words;

        Needs(String words) {
            this.words = words;
        }

        /// For a reader.
        public String words() {
            return words;
        }
    }

    public Recipe {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(needs, "needs");
        Objects.requireNonNull(doc, "doc");
        Objects.requireNonNull(source, "source");
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /// The name that its stage has in a study, where some signs are not allowed.
    public String stage() {
        return name.replace("++", "-plus-plus");
    }
}
