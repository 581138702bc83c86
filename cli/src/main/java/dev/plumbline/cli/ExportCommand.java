package dev.plumbline.cli;

import dev.plumbline.evaluate.imports.InspectExport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline export`: a log for another tool.
@Command(
        name = "export",
        description = {
            "Write a log of an evaluation as one of Inspect, for its viewer and its analyses: .json, or "
                    + ".eval where the name says so.",
            "Every sample is in it: one that failed with its error, one without a score without one."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline export 20261121-100000-eval-privacy --out privacy.eval",
            "  plumbline export mine.jsonl --task capitals --out capitals.json"
        })
final class ExportCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "LOG", description = "A run folder, its name, or a log as .jsonl file.")
    private String log = "";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The new file, .json or .eval.")
    private String out = "";

    @Option(names = "--task", paramLabel = "NAME", description = "Which task, where the log has several.")
    private String task = "";

    @Mixin
    private RunsFolder runs = new RunsFolder();

    ExportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Path target = shell.path(out);
        int samples = InspectExport.write(LogFile.find(shell, log, runs.path(shell)), task, target);
        shell.out().println(samples + " samples in " + shell.shown(target));
        return ExitStatus.OK;
    }
}
