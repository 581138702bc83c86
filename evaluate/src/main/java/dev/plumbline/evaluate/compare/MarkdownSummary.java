package dev.plumbline.evaluate.compare;

import dev.plumbline.core.Estimate;
import java.util.Locale;

/// A comparison as GitHub shows it in a pull request or a job's summary.
public final class MarkdownSummary {
    private static final int SETTINGS = 30;

    private final StringBuilder text = new StringBuilder();
    private final ComparisonReport report;

    private MarkdownSummary(ComparisonReport report) {
        this.report = report;
    }

    /// The whole summary; texts from models and files are escaped and shortened.
    public static String of(ComparisonReport report) {
        MarkdownSummary summary = new MarkdownSummary(report);
        summary.gates();
        report.comparisons().forEach(summary::comparison);
        return summary.text.toString();
    }

    private void gates() {
        if (report.gates().isEmpty()) {
            return;
        }
        line(report.passed() ? "## All gates held" : "## A gate failed");
        line("");
        line("| gate | run | | found |");
        line("|---|---|---|---|");
        report.gates()
                .forEach(one -> row(
                        MarkdownText.line(one.gate().text()),
                        MarkdownText.line(one.candidate()),
                        one.passed() ? "held" : "**failed**",
                        MarkdownText.line(one.detail())));
        line("");
    }

    private void comparison(RunComparison comparison) {
        line("## " + MarkdownText.line(comparison.candidate()) + " against "
                + MarkdownText.line(comparison.baseline()));
        line("");
        line("| task | measure | baseline | candidate | difference | p, adjusted | verdict | differ |");
        line("|---|---|---|---|---|---|---|---|");
        for (MeasureComparison one : comparison.measures()) {
            row(
                    MarkdownText.line(one.task() + " (" + one.candidateModel() + ")"),
                    MarkdownText.line(one.measure()),
                    estimate(one.baseline()),
                    estimate(one.candidate()),
                    "**" + signed(one.difference().value()) + "** ["
                            + signed(one.difference().low()) + ", "
                            + signed(one.difference().high()) + "], n "
                            + one.difference().n() + ", missing "
                            + one.difference().missingCount(),
                    String.format(Locale.ROOT, "%.3g", one.adjustedP()),
                    verdict(one),
                    one.discordantCount() + " of " + one.difference().n());
        }
        line("");
        line(
                "Tied means that the difference lies within " + report.options().margin()
                        + " either way (two one-sided tests); undecided means that neither that nor a difference could be shown.");
        line("");
        comparison
                .notCompared()
                .forEach((what, why) ->
                        line("- not compared: " + MarkdownText.line(what) + ": " + MarkdownText.line(why)));
        discordant(comparison);
        subgroups(comparison);
        setup(comparison);
    }

    private String verdict(MeasureComparison one) {
        String needed = one.needed().isPresent()
                ? "; " + one.needed().getAsInt() + " pairs would show "
                        + report.options().margin()
                : "";
        return switch (one.verdict()) {
            case HIGHER -> "higher";
            case LOWER -> "lower";
            case TIED -> "tied";
            case UNDECIDED -> "undecided" + needed;
        };
    }

    private void discordant(RunComparison comparison) {
        if (comparison.measures().stream().allMatch(one -> one.discordant().isEmpty())) {
            return;
        }
        line("### Samples that differ, the largest difference first");
        line("");
        line("| measure | sample | prompt | baseline | candidate |");
        line("|---|---|---|---|---|");
        for (MeasureComparison one : comparison.measures()) {
            for (MeasureComparison.Discordant sample : one.discordant()) {
                row(
                        MarkdownText.line(one.measure()),
                        MarkdownText.line(sample.id()),
                        MarkdownText.line(sample.prompt()),
                        number(sample.baselineValue()) + ": " + MarkdownText.line(sample.baselineAnswer()),
                        number(sample.candidateValue()) + ": " + MarkdownText.line(sample.candidateAnswer()));
            }
        }
        line("");
    }

    private void subgroups(RunComparison comparison) {
        if (comparison.measures().stream().allMatch(one -> one.subgroups().isEmpty())) {
            return;
        }
        line("### Subgroups");
        line("");
        line("| measure | group | difference | p, adjusted |");
        line("|---|---|---|---|");
        for (MeasureComparison one : comparison.measures()) {
            for (MeasureComparison.Subgroup group : one.subgroups()) {
                row(
                        MarkdownText.line(one.task() + ": " + one.measure()),
                        MarkdownText.line(group.key() + " = " + group.value()),
                        estimate(group.difference()),
                        String.format(Locale.ROOT, "%.3g", group.adjustedP()));
            }
        }
        line("");
    }

    private void setup(RunComparison comparison) {
        line("### What changed in the set-up");
        line("");
        if (comparison.setup().isEmpty()) {
            line("Nothing that was recorded.");
        }
        comparison.setup().stream()
                .limit(SETTINGS)
                .forEach(change ->
                        line("- " + MarkdownText.line(change.name()) + ": " + MarkdownText.line(orNone(change.before()))
                                + " -> " + MarkdownText.line(orNone(change.after()))));
        if (comparison.setup().size() > SETTINGS) {
            line("- and " + (comparison.setup().size() - SETTINGS) + " more");
        }
        line("");
    }

    private static String orNone(String value) {
        return value.isEmpty() ? "(none)" : value;
    }

    private static String estimate(Estimate e) {
        return number(e.value()) + " [" + number(e.low()) + ", " + number(e.high()) + "], n " + e.n() + ", missing "
                + e.missingCount();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.3f", value);
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
