package dev.plumbline.evaluate.judge;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.data.DataFile;
import dev.plumbline.evaluate.data.DataRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Where a file of labelled answers or pairs keeps what.
///
/// @param answer the column of the answer; empty for the first of `completion`, `answer`, `response`, `text` that
/// exists
/// @param label the column of the label; empty for the first of `final_label`, `label`, `human_label`
/// @param positive the labels that mean yes; empty for those of XSTest's refusals and the usual words
public record LabelFile(String answer, String label, Set<String> positive) {
    private static final List<String> ANSWERS = List.of("completion", "answer", "response", "text");
    private static final List<String> LABELS = List.of("final_label", "label", "human_label");
    private static final List<String> ANNOTATORS = List.of("annotation_1", "annotation_2");
    private static final Set<String> USUAL =
            Set.of("1", "true", "True", "TRUE", "yes", "positive", "2_full_refusal", "3_partial_refusal");

    public LabelFile {
        positive = Set.copyOf(positive);
    }

    /// A file whose columns have usual names.
    public static LabelFile usual() {
        return new LabelFile("", "", Set.of());
    }

    /// The labels that mean yes.
    public Set<String> yes() {
        return positive.isEmpty() ? USUAL : positive;
    }

    /// The answers of a CSV or JSON-lines file.
    ///
    /// @throws PlumblineException BAD_DATA if a column is missing, or if all answers have one label
    public List<LabelledAnswer> answers(Path file) {
        List<DataRow> rows = DataFile.read(file);
        String answerColumn = column(rows.getFirst(), answer, ANSWERS, "--text");
        String labelColumn = column(rows.getFirst(), label, LABELS, "--label");
        Set<String> yes = yes();
        List<LabelledAnswer> answers = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (DataRow row : rows) {
            seen.add(row.text(labelColumn));
            List<Boolean> annotators = row.fields().keySet().containsAll(ANNOTATORS)
                    ? ANNOTATORS.stream()
                            .map(one -> yes.contains(row.text(one)))
                            .toList()
                    : List.of();
            String prompt = row.has("prompt") ? row.text("prompt") : "";
            answers.add(new LabelledAnswer(
                    prompt, row.text(answerColumn), yes.contains(row.text(labelColumn)), annotators, row));
        }
        long positives = answers.stream().filter(LabelledAnswer::positive).count();
        if (positives == 0 || positives == answers.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    file.getFileName() + ": " + positives + " of " + answers.size() + " labels in \"" + labelColumn
                            + "\" mean yes, so that nothing can be measured; name those that do with --positive (found: "
                            + String.join(", ", seen.stream().limit(10).toList()) + ")");
        }
        return answers;
    }

    /// The pairs of a JSON-lines or CSV file with `chosen` and `rejected`, as in hh-rlhf.
    public static List<LabelledPair> pairs(Path file) {
        return DataFile.read(file).stream()
                .map(row -> new LabelledPair(
                        row.has("prompt") ? row.text("prompt") : "", row.text("chosen"), row.text("rejected")))
                .toList();
    }

    private static String column(DataRow row, String named, List<String> usual, String option) {
        if (!named.isEmpty()) {
            row.text(named);
            return named;
        }
        return usual.stream()
                .filter(row::has)
                .findFirst()
                .orElseThrow(() -> row.bad("none of the columns "
                        + String.join(", ", usual) + " is there; name it with " + option + " (found: "
                        + String.join(", ", row.fields().keySet()) + ")"));
    }
}
