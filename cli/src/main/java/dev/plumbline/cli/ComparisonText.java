package dev.plumbline.cli;

import dev.plumbline.core.Estimate;
import dev.plumbline.evaluate.compare.ComparisonReport;
import dev.plumbline.evaluate.compare.MeasureComparison;
import dev.plumbline.evaluate.compare.RunComparison;
import dev.plumbline.evaluate.compare.SetupChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A comparison of runs as a terminal shows it: discordant samples, the table, subgroups, the set-up, the gates.
final class ComparisonText {
    private static final int COLUMNS = 60;
    private static final int SETTINGS = 12;

    private ComparisonText() {}

    static String of(ComparisonReport report) {
        StringBuilder text = new StringBuilder();
        for (RunComparison comparison : report.comparisons()) {
            text.append(TerminalText.oneLine(comparison.candidate()))
                    .append(" against ")
                    .append(TerminalText.oneLine(comparison.baseline()))
                    .append("\n\n")
                    .append(discordant(comparison))
                    .append(measures(comparison, report.options().margin()))
                    .append(subgroups(comparison))
                    .append(setup(comparison.setup()));
        }
        report.gates()
                .forEach(one -> text.append(one.passed() ? "held    " : "FAILED  ")
                        .append(TerminalText.oneLine(one.gate().text() + "  (" + one.detail() + ")"))
                        .append('\n'));
        return text.toString();
    }

    private static String discordant(RunComparison comparison) {
        List<String[]> rows = new ArrayList<>();
        for (MeasureComparison one : comparison.measures()) {
            for (MeasureComparison.Discordant sample : one.discordant()) {
                rows.add(new String[] {
                    cell(one.measure()),
                    cell(sample.id()),
                    cell(sample.prompt()),
                    Figures.number(sample.baselineValue()) + " " + cell(sample.baselineAnswer()),
                    Figures.number(sample.candidateValue()) + " " + cell(sample.candidateAnswer())
                });
            }
        }
        if (rows.isEmpty()) {
            return "";
        }
        rows.addFirst(new String[] {"measure", "sample", "prompt", "baseline", "candidate"});
        return TextTable.of(rows) + "\n";
    }

    private static String measures(RunComparison comparison, double margin) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {
            "task",
            "model",
            "measure",
            "baseline",
            "candidate",
            "difference",
            "n",
            "missing",
            "adjusted p",
            "differ",
            ""
        });
        for (MeasureComparison one : comparison.measures()) {
            rows.add(new String[] {
                cell(one.task()),
                cell(one.candidateModel()),
                cell(one.measure()),
                interval(one.baseline()),
                interval(one.candidate()),
                interval(one.difference()),
                Integer.toString(one.difference().n()),
                Integer.toString(one.difference().missingCount()),
                Figures.number(one.adjustedP()),
                Integer.toString(one.discordantCount()),
                verdict(one, margin)
            });
        }
        StringBuilder text = new StringBuilder(TextTable.of(rows)).append('\n');
        comparison
                .notCompared()
                .forEach((what, why) -> text.append("not compared: ")
                        .append(TerminalText.oneLine(what + ": " + why))
                        .append('\n'));
        return text.append(comparison.notCompared().isEmpty() ? "" : "\n").toString();
    }

    private static String verdict(MeasureComparison one, double margin) {
        return switch (one.verdict()) {
            case HIGHER -> "higher";
            case LOWER -> "lower";
            case TIED -> "tied within " + margin;
            case UNDECIDED ->
                one.needed().isPresent()
                        ? "undecided; " + one.needed().getAsInt() + " pairs would show " + margin
                        : "undecided";
        };
    }

    private static String subgroups(RunComparison comparison) {
        List<String[]> rows = new ArrayList<>();
        for (MeasureComparison one : comparison.measures()) {
            for (MeasureComparison.Subgroup group : one.subgroups()) {
                rows.add(new String[] {
                    cell(one.task()),
                    cell(one.candidateModel()),
                    cell(one.measure()),
                    cell(group.key() + " = " + group.value()),
                    interval(group.difference()),
                    Integer.toString(group.difference().n()),
                    Integer.toString(group.difference().missingCount()),
                    Figures.number(group.adjustedP())
                });
            }
        }
        if (rows.isEmpty()) {
            return "";
        }
        rows.addFirst(new String[] {"task", "model", "measure", "group", "difference", "n", "missing", "adjusted p"});
        return TextTable.of(rows) + "\n";
    }

    private static String setup(List<SetupChange> changes) {
        if (changes.isEmpty()) {
            return "nothing that was recorded changed in the set-up\n\n";
        }
        StringBuilder text = new StringBuilder("what changed in the set-up\n");
        changes.stream()
                .limit(SETTINGS)
                .forEach(change -> text.append("  ")
                        .append(cell(change.name()))
                        .append(": ")
                        .append(cell(change.before().isEmpty() ? "(none)" : change.before()))
                        .append(" -> ")
                        .append(cell(change.after().isEmpty() ? "(none)" : change.after()))
                        .append('\n'));
        if (changes.size() > SETTINGS) {
            text.append("  and ").append(changes.size() - SETTINGS).append(" more; --json has all\n");
        }
        return text.append('\n').toString();
    }

    private static String interval(Estimate e) {
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", e.value(), e.low(), e.high());
    }

    private static String cell(String text) {
        return TerminalText.fit(TerminalText.oneLine(text), COLUMNS);
    }
}
