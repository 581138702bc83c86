package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Provenance;
import dev.plumbline.study.Curve;
import dev.plumbline.study.NamedEstimate;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A model's card as Markdown, as model hubs show it: what was done to which model with which data, under which
/// options, how the training went, and what was measured on items that it did not learn from.
///
/// The same training writes the same card: it holds no times.
///
/// @param name of the model
/// @param method one sentence that says what was done
/// @param data files by role
record TrainingCard(
        String name,
        String method,
        Provenance provenance,
        Map<String, Path> data,
        List<NamedEstimate> estimates,
        List<Curve> curves,
        List<String> notes) {
    static final String FILE = "README.md";

    String markdown() {
        StringBuilder text = new StringBuilder("---\nlibrary_name: plumbline\ntags: [plumbline]\n---\n\n# ")
                .append(escaped(name))
                .append("\n\n")
                .append(escaped(method))
                .append("\n\n## What it was made from\n\n| what | name | SHA-256 |\n|---|---|---|\n");
        provenance.parents().forEach((role, hash) -> {
            Path file = data.get(role);
            String what = file == null ? "checkpoint" : String.valueOf(file.getFileName());
            row(text, role, what, "`" + hash + "`");
        });
        measured(text);
        went(text);
        text.append("\n## Options\n\n| option | value |\n|---|---|\n");
        provenance.options().forEach((option, value) -> row(text, "`" + option + "`", value));
        text.append("\n## Where and how\n\n| what | value |\n|---|---|\n");
        row(text, "seed", Long.toString(provenance.seed()));
        provenance.versions().forEach((what, value) -> row(text, what, value));
        provenance.machine().forEach((what, value) -> row(text, what, value));
        return text.toString();
    }

    private void measured(StringBuilder text) {
        text.append("\n## Measured on items that it did not learn from\n\n");
        if (estimates.isEmpty()) {
            text.append("Nothing was held out, so nothing is known here of how it does on new items.\n");
            return;
        }
        text.append("| figure | value | 95 % interval | n | missing | what it is |\n|---|---|---|---|---|---|\n");
        for (NamedEstimate one : estimates) {
            Estimate estimate = one.estimate();
            row(
                    text,
                    one.name(),
                    number(estimate.value()),
                    number(estimate.low()) + " to " + number(estimate.high()),
                    Integer.toString(estimate.n()),
                    Integer.toString(estimate.missingCount()),
                    one.about());
        }
    }

    private void went(StringBuilder text) {
        text.append("\n## How the training went\n\n| curve | first | last | lowest | highest | points |\n")
                .append("|---|---|---|---|---|---|\n");
        for (Curve curve : curves) {
            double[] values =
                    curve.points().stream().mapToDouble(Curve.Point::value).toArray();
            row(
                    text,
                    curve.name(),
                    number(values[0]),
                    number(values[values.length - 1]),
                    number(java.util.Arrays.stream(values).min().orElseThrow()),
                    number(java.util.Arrays.stream(values).max().orElseThrow()),
                    Integer.toString(values.length));
        }
        if (!notes.isEmpty()) {
            text.append('\n');
            notes.forEach(note -> text.append("* ").append(escaped(note)).append('\n'));
        }
    }

    private static void row(StringBuilder text, String... cells) {
        for (String cell : cells) {
            text.append("| ").append(escaped(cell)).append(' ');
        }
        text.append("|\n");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    /// On one line, and without what would end a cell or begin markup.
    private static String escaped(String text) {
        return text.replaceAll("[\\p{Cntrl}]+", " ").replace("|", "\\|").replace("<", "&lt;");
    }
}
