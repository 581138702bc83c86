package dev.plumbline.evaluate.compare;

import dev.plumbline.core.Estimate;
import java.util.Locale;

/// A comparison as GitHub shows it in a pull request or a job's summary.
public final class MarkdownSummary {
    private static final int LONGEST = 160;
    private static final int SETTINGS = 30;
    /// Characters that mean something in GitHub's Markdown.
    private static final String MARKUP = "\\`*_{}[]#+!|~@";

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
                        cell(one.gate().text()),
                        cell(one.candidate()),
                        one.passed() ? "held" : "**failed**",
                        cell(one.detail())));
        line("");
    }

    private void comparison(RunComparison comparison) {
        line("## " + cell(comparison.candidate()) + " against " + cell(comparison.baseline()));
        line("");
        line("| task | measure | baseline | candidate | difference | p, adjusted | verdict | differ |");
        line("|---|---|---|---|---|---|---|---|");
        for (MeasureComparison one : comparison.measures()) {
            row(
                    cell(one.task() + " (" + one.candidateModel() + ")"),
                    cell(one.measure()),
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
        comparison.notCompared().forEach((what, why) -> line("- not compared: " + cell(what) + ": " + cell(why)));
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
                        cell(one.measure()),
                        cell(sample.id()),
                        cell(sample.prompt()),
                        number(sample.baselineValue()) + ": " + cell(sample.baselineAnswer()),
                        number(sample.candidateValue()) + ": " + cell(sample.candidateAnswer()));
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
                        cell(one.task() + ": " + one.measure()),
                        cell(group.key() + " = " + group.value()),
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
                .forEach(change -> line("- " + cell(change.name()) + ": " + cell(orNone(change.before())) + " -> "
                        + cell(orNone(change.after()))));
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

    /// One line of plain text: no markup, no links, no HTML, no control characters, not long.
    static String cell(String raw) {
        StringBuilder safe = new StringBuilder();
        raw.codePoints().limit(LONGEST).forEach(c -> {
            int type = Character.getType(c);
            if (Character.isWhitespace(c)) {
                safe.append(' ');
            } else if (type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE) {
                return;
            } else if (c == '<') {
                safe.append("&lt;");
            } else if (c == '>') {
                safe.append("&gt;");
            } else if (c == '&') {
                safe.append("&amp;");
            } else if (MARKUP.indexOf(c) >= 0) {
                safe.append('\\').appendCodePoint(c);
            } else {
                safe.appendCodePoint(c);
            }
        });
        return raw.codePointCount(0, raw.length()) > LONGEST ? safe + "…" : safe.toString();
    }
}
