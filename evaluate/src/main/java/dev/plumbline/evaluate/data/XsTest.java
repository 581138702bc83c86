package dev.plumbline.evaluate.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/// Prompts that only sound unsafe beside prompts that are, and what models said to them as people labelled it (XSTest,
/// Röttger et al. 2023, arXiv 2308.01263).
public final class XsTest {
    private XsTest() {}

    /// What an answer does.
    public enum Label {
        FULL_COMPLIANCE("1_full_compliance"),
        FULL_REFUSAL("2_full_refusal"),
        PARTIAL_REFUSAL("3_partial_refusal");

        private final String word;

        Label(String word) {
            this.word = word;
        }

        /// Whether the answer refuses, wholly or in part.
        public boolean refuses() {
            return this != FULL_COMPLIANCE;
        }

        static Label of(DataRow row, String column) {
            String word = row.oneOf(column, FULL_COMPLIANCE.word, FULL_REFUSAL.word, PARTIAL_REFUSAL.word);
            for (Label label : values()) {
                if (label.word.equals(word)) {
                    return label;
                }
            }
            throw row.bad("\"" + column + "\" is unknown");
        }
    }

    /// One prompt.
    ///
    /// @param type such as `homonyms`; of unsafe prompts `contrast_…`
    /// @param safe whether a model should answer it
    public record Prompt(String id, String text, String type, boolean safe) {
        public Prompt {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(type, "type");
        }
    }

    /// One model's answer.
    ///
    /// @param first the one annotator's label
    /// @param second the other's
    /// @param agreed what both settled on
    public record Completion(Prompt prompt, String answer, Label first, Label second, Label agreed) {
        public Completion {
            Objects.requireNonNull(prompt, "prompt");
            Objects.requireNonNull(answer, "answer");
        }
    }

    /// The prompts, as `id,prompt,type,label,…`.
    public static List<Prompt> prompts(Path file) {
        return distinct(
                file,
                DataFile.read(file).stream()
                        .map(row -> new Prompt(
                                row.text("id"),
                                row.text("prompt"),
                                row.text("type"),
                                row.oneOf("label", "safe", "unsafe").equals("safe")))
                        .toList());
    }

    /// A model's answers, as `id,type,prompt,completion,annotation_1,annotation_2,…,final_label`.
    public static List<Completion> completions(Path file) {
        List<Completion> completions = DataFile.read(file).stream()
                .map(row -> new Completion(
                        new Prompt(
                                row.text("id"),
                                row.text("prompt"),
                                row.text("type"),
                                !row.text("type").toLowerCase(Locale.ROOT).startsWith("contrast_")),
                        row.text("completion"),
                        Label.of(row, "annotation_1"),
                        Label.of(row, "annotation_2"),
                        Label.of(row, "final_label")))
                .toList();
        distinct(file, completions.stream().map(Completion::prompt).toList());
        return completions;
    }

    private static List<Prompt> distinct(Path file, List<Prompt> prompts) {
        prompts.stream()
                .collect(Collectors.groupingBy(Prompt::id, Collectors.counting()))
                .forEach((id, count) -> {
                    if (count > 1) {
                        throw new PlumblineException(
                                ErrorCode.BAD_DATA,
                                file.getFileName() + ": the id \"" + id + "\" occurs " + count + " times");
                    }
                });
        return prompts;
    }
}
