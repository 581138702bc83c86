package dev.plumbline.cli;

import dev.plumbline.evaluate.imports.ImportFormat;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline import`: another tool's results as a log of ours.
@Command(
        name = "import",
        description = {
            "Turn another tool's results into a log, with estimates, intervals and what is missing: "
                    + "Inspect (.eval, .json), lm-evaluation-harness (samples_TASK.jsonl), promptfoo "
                    + "(results.json), garak (report.jsonl).",
            "The log can be compared, held against gates, scored again and exported like any other."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline import logs/2026-11-21.eval --out inspect.jsonl",
            "  plumbline import samples_arc.jsonl --model my-model --out arc.jsonl",
            "  plumbline compare arc.jsonl inspect.jsonl"
        })
final class ImportCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "FILE", description = "The other tool's file.")
    private String file = "";

    @Option(names = "--out", paramLabel = "LOG", required = true, description = "The new log, a .jsonl file.")
    private String out = "";

    @Option(
            names = "--from",
            paramLabel = "TOOL",
            description = "inspect, lm-eval, promptfoo or garak (default: by what the file looks like).")
    private String from = "";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "unknown",
            description = "Who answered, where the file does not say: lm-eval (default: ${DEFAULT-VALUE}).")
    private String model = "unknown";

    ImportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Path source = shell.path(file);
        Path log = shell.path(out);
        ImportFormat format = from.isEmpty() ? ImportFormat.of(source) : ImportFormat.named(from);
        int samples = format.read(source, model, log);
        shell.out().println(samples + " samples of " + format.label() + " in " + shell.shown(log));
        shell.out().print(LogFile.figures(log));
        return ExitStatus.OK;
    }
}
