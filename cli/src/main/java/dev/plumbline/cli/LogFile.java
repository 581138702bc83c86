package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.judge.Figure;
import dev.plumbline.evaluate.log.LoggedResults;
import dev.plumbline.study.RunReport;
import dev.plumbline.study.StageReport;
import dev.plumbline.study.stages.EvalStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The log of an evaluation: found where a person names it, and shown as figures.
final class LogFile {
    private LogFile() {}

    /// The log that is meant: a `.jsonl` file, or the one of a run folder.
    ///
    /// @throws PlumblineException MISSING_FILE if there is none, BAD_ARGUMENT if the run has several
    static Path find(Shell shell, String named, Path runs) {
        if (named.endsWith(".jsonl")) {
            return shell.path(named);
        }
        Path run = RunFolder.find(shell, named, runs);
        List<Path> logs = new ArrayList<>();
        for (StageReport stage : RunReport.read(run).stages()) {
            Path log = run.resolve("stages").resolve(stage.name()).resolve(EvalStage.LOG);
            if (Files.isRegularFile(log)) {
                logs.add(log);
            }
        }
        if (logs.size() == 1) {
            return logs.getFirst();
        }
        throw new PlumblineException(
                logs.isEmpty() ? ErrorCode.MISSING_FILE : ErrorCode.BAD_ARGUMENT,
                shell.shown(run) + ": has " + logs.size() + " logs of evaluations; name one as its .jsonl file"
                        + (logs.isEmpty() ? "" : ": " + logs));
    }

    /// A line for each measure of each task of a log.
    static String figures(Path log) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"task", "model", "measure", "", "interval", "n", "missing"});
        for (TaskResult<Map<String, String>> result : LoggedResults.read(log)) {
            for (Measure measure : result.measures()) {
                Figure figure = Figure.of(measure.name(), "", () -> result.estimate(measure.name()));
                rows.add(figure.estimate()
                        .map(e -> new String[] {
                            TerminalText.oneLine(result.task()),
                            TerminalText.oneLine(result.model()),
                            TerminalText.oneLine(measure.name()),
                            Figures.number(e.value()),
                            String.format(Locale.ROOT, "[%s, %s]", Figures.number(e.low()), Figures.number(e.high())),
                            Integer.toString(e.n()),
                            e.missing().isEmpty() ? "0" : e.missing().toString()
                        })
                        .orElseGet(() -> new String[] {
                            TerminalText.oneLine(result.task()),
                            TerminalText.oneLine(result.model()),
                            TerminalText.oneLine(measure.name()),
                            "none",
                            "",
                            "0",
                            result.missing(measure.name()).toString()
                        }));
            }
        }
        return TextTable.of(rows);
    }
}
