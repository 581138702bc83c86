package dev.plumbline.cli;

import dev.plumbline.core.Estimate;
import dev.plumbline.evaluate.compare.MarkdownText;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.RunReport;
import dev.plumbline.study.StageReport;

/// A run as a page of Markdown, for a README or a pull request: what it says first, all its figures, its limits.
///
/// Texts from models and files are escaped and shortened.
final class RunMarkdown {
    private static final int SENTENCE = 1_000;

    private final StringBuilder text = new StringBuilder();
    private final RunReport run;

    private RunMarkdown(RunReport run) {
        this.run = run;
    }

    static String of(RunReport run) {
        RunMarkdown page = new RunMarkdown(run);
        page.head();
        page.findings();
        page.estimates();
        page.notes();
        return page.text.toString();
    }

    private void head() {
        line("# " + MarkdownText.line(run.title()));
        line("");
        if (!run.headline().isEmpty()) {
            line("**" + MarkdownText.line(run.headline(), SENTENCE) + "**");
            line("");
        }
    }

    private void findings() {
        for (StageReport stage : run.stages().reversed()) {
            for (Finding finding : stage.result().findings()) {
                line("- " + MarkdownText.line(finding.text(), SENTENCE));
            }
        }
        line("");
    }

    private void estimates() {
        line("| measure | model | value | interval | level | n | missing |");
        line("|---|---|---|---|---|---|---|");
        for (StageReport stage : run.stages()) {
            for (NamedEstimate named : stage.result().estimates()) {
                Estimate e = named.estimate();
                line("| "
                        + String.join(
                                " | ",
                                MarkdownText.line(named.name()),
                                MarkdownText.line(named.model()),
                                Figures.number(e.value()),
                                "[" + Figures.number(e.low()) + ", " + Figures.number(e.high()) + "] "
                                        + MarkdownText.line(e.method()),
                                Figures.number(e.level()),
                                Integer.toString(e.n()),
                                e.missingCount() == 0
                                        ? "0"
                                        : MarkdownText.line(e.missing().toString()))
                        + " |");
            }
        }
        line("");
    }

    private void notes() {
        for (StageReport stage : run.stages()) {
            for (String note : stage.result().notes()) {
                line("- " + MarkdownText.line(note, SENTENCE));
            }
        }
        line("");
        line("Run `" + run.run().replace("`", "") + "`, last line of evidence `" + run.evidence() + "`.");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
