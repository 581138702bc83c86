package dev.plumbline.cli;

import dev.plumbline.core.Estimate;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.RunReport;
import dev.plumbline.study.StageReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A run as a few lines for a person.
final class RunText {
    private RunText() {}

    /// What came out, then where it lies and how to check it.
    ///
    /// @param folder the run folder as the person would write it
    static String finished(RunReport run, String folder) {
        long cached = run.stages().stream().filter(StageReport::cached).count();
        StringBuilder text = new StringBuilder(findings(run));
        text.append(String.format(
                Locale.ROOT,
                "%d %s in %s%s%n",
                run.stages().size(),
                run.stages().size() == 1 ? "stage" : "stages",
                Figures.duration(run.seconds()),
                cached == 0 ? "" : ", " + cached + " from the store"));
        text.append("report     ").append(folder).append("/report.html\n");
        text.append("check      plumbline verify ").append(folder).append('\n');
        text.append("repeat     plumbline reproduce ").append(folder).append('\n');
        return TerminalText.lines(text.toString());
    }

    /// The findings of a run, those of the last stage first, a line each; where there are none, what was measured
    /// first.
    static String findings(RunReport run) {
        StringBuilder text = new StringBuilder();
        for (StageReport stage : run.stages().reversed()) {
            for (Finding finding : stage.result().findings()) {
                text.append(TerminalText.oneLine(finding.text())).append('\n');
            }
        }
        if (text.isEmpty() && !run.headline().isEmpty()) {
            text.append(TerminalText.oneLine(run.headline())).append('\n');
        }
        return text.isEmpty() ? "" : text.append('\n').toString();
    }

    /// All estimates of a run as a table: what, of whom, value, interval, how many.
    static String estimates(RunReport run) {
        List<String[]> rows = new ArrayList<>();
        for (StageReport stage : run.stages()) {
            for (NamedEstimate named : stage.result().estimates()) {
                Estimate e = named.estimate();
                rows.add(new String[] {
                    TerminalText.oneLine(named.name()),
                    TerminalText.oneLine(named.model()),
                    Figures.number(e.value()),
                    "[" + Figures.number(e.low()) + ", " + Figures.number(e.high()) + "]",
                    "n " + e.n() + (e.missingCount() == 0 ? "" : ", " + e.missingCount() + " missing")
                });
            }
        }
        return TextTable.of(rows);
    }
}
