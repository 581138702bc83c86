package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plumbline report`: what a run found, and where its page is.
@Command(
        name = "report",
        description = {
            "Print what a run found and where its page lies.",
            "The page in a run folder is sealed; --out writes a new one elsewhere, also of a run that is "
                    + "not finished."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline report 20261121-100000-quickstart",
            "  plumbline report 20261121-100000-quickstart --out page.html",
            "  plumbline report 20261121-100000-quickstart --markdown summary.md",
            "  plumbline report 20261121-100000-quickstart --json"
        })
final class ReportCommand implements Callable<Integer> {
    private final Shell shell;
    private final Workbench workbench;

    @Mixin
    private RunFolder folder = new RunFolder();

    @Option(names = "--out", paramLabel = "FILE", description = "Write the page to this file.")
    private String out = "";

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "Write the figures and their limits as Markdown, for a README or a pull request.")
    private String markdown = "";

    @Option(names = "--json", description = "Print the figures as one JSON object on standard output.")
    private boolean json;

    ReportCommand(Shell shell, Workbench workbench) {
        this.shell = shell;
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        Path run = folder.find(shell);
        RunReport report = RunReport.read(run);
        Path page = out.isEmpty()
                ? run.resolve("report.html")
                : write(out, run, workbench.page().apply(report));
        if (!markdown.isEmpty()) {
            write(markdown, run, RunMarkdown.of(report));
        }
        if (json) {
            shell.out().println(report.summary().at(shell.shown(run)).json());
            return ExitStatus.OK;
        }
        shell.out().println(TerminalText.oneLine(report.title()));
        shell.out().println();
        shell.out().print(RunText.findings(report));
        shell.out().print(RunText.estimates(report));
        shell.out().println();
        shell.out()
                .println(
                        Files.exists(page)
                                ? "page  " + shell.shown(page)
                                : "no page yet: the run is not finished; --out FILE writes one of what there is");
        return ExitStatus.OK;
    }

    private Path write(String name, Path run, String text) {
        Path file = shell.path(name);
        if (file.toAbsolutePath().normalize().startsWith(run.toAbsolutePath().normalize())) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    shell.shown(file) + ": a run folder is sealed and takes no new files; write it elsewhere");
        }
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.STORAGE, shell.shown(file) + ": cannot be written (" + e + "); choose another place", e);
        }
    }
}
