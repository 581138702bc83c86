package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.study.Reproduction;
import dev.plumbline.study.RunSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plumbline reproduce`: whether running a study again gives the same figures.
@Command(
        name = "reproduce",
        description = "Run a run's study again, ignoring the store, and hold every figure against the first, to the "
                + "last bit.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline reproduce runs/20261121-100000-quickstart",
            "  plumbline reproduce 20261121-100000-quickstart --json"
        })
final class ReproduceCommand implements Callable<Integer> {
    private static final int SHOWN_DIFFERENCES = 20;

    private final Shell shell;
    private final Workbench workbench;

    @Mixin
    private RunFolder folder = new RunFolder();

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    ReproduceCommand(Shell shell, Workbench workbench) {
        this.shell = shell;
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        Path run = folder.find(shell);
        RunSettings settings = RunCommand.settings(shell, workbench, RunStudies.of(run, workbench), folder.runs(shell))
                .by(List.of("plumbline", "reproduce", shell.shown(run)))
                .watchedBy(shell.progress(quiet), shell.cancellation());
        Reproduction reproduction = Reproduction.of(run, settings);
        if (json) {
            shell.out().println(Json.line(object(reproduction)));
        } else if (reproduction.same()) {
            shell.out()
                    .println("all " + reproduction.figures() + " figures are the same to the last bit in "
                            + shell.shown(reproduction.repeated()));
            reproduction.files().forEach(file -> shell.out().println("other bytes, same figures: " + file));
        }
        return reproduction.same() ? ExitStatus.OK : differs(reproduction);
    }

    private int differs(Reproduction reproduction) {
        List<Reproduction.Difference> differences = reproduction.differences();
        differences.stream()
                .limit(SHOWN_DIFFERENCES)
                .forEach(difference -> shell.err().println(TerminalText.oneLine(difference.toString())));
        if (differences.size() > SHOWN_DIFFERENCES) {
            shell.err().println("and " + (differences.size() - SHOWN_DIFFERENCES) + " more; --json shows all");
        }
        reproduction
                .environment()
                .forEach(reason -> shell.err().println("the environment differs: " + TerminalText.oneLine(reason)));
        shell.err()
                .println("plumbline: " + differences.size() + " of " + reproduction.figures() + " figures differ in "
                        + shell.shown(reproduction.repeated()));
        return ErrorCode.MISMATCH.exitStatus();
    }

    private Map<String, Object> object(Reproduction reproduction) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("run", shell.shown(reproduction.original()));
        object.put("repeated", shell.shown(reproduction.repeated()));
        object.put("same", reproduction.same());
        object.put("figures", reproduction.figures());
        object.put("differences", reproduction.differences());
        object.put("environment", reproduction.environment());
        object.put("files", reproduction.files());
        return object;
    }
}
