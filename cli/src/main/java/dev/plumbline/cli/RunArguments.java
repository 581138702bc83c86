package dev.plumbline.cli;

import dev.plumbline.study.CompletedRun;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.Study;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// How a study is run, where to, and how that is shown: shared by all commands that run one.
final class RunArguments {
    private static final String USUAL = "runs";

    @Option(names = "--fresh", description = "Run every stage, whatever the store knows.")
    private boolean fresh;

    @Option(
            names = "--runs",
            paramLabel = "FOLDER",
            defaultValue = USUAL,
            description = "Where the run folder goes (default: ${DEFAULT-VALUE}).")
    private String runs = USUAL;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Option(names = "--json", description = "Print the figures as one JSON object, last on standard output.")
    private boolean json;

    /// Settings for this study, as the command line asks for them.
    ///
    /// @param command the command line that makes the run again
    RunSettings settings(Shell shell, Workbench workbench, Study study, List<String> command) {
        return RunCommand.settings(shell, workbench, study, shell.path(runs))
                .by(command)
                .fresh(fresh)
                .watchedBy(shell.progress(quiet), shell.cancellation());
    }

    /// What of this decides how a study is run, as a person would type it; how it is shown is left out.
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (fresh) {
            words.add("--fresh");
        }
        if (!runs.equals(USUAL)) {
            words.addAll(List.of("--runs", runs));
        }
        return words;
    }

    /// Says what came out, for a machine or for a person; gives the exit status.
    ///
    /// @param estimates whether a person is shown the estimates too
    int show(Shell shell, CompletedRun run, boolean estimates) {
        if (json) {
            shell.out().println(run.summary().json());
            return ExitStatus.OK;
        }
        if (estimates) {
            shell.out().print(RunText.estimates(run.report()));
        }
        shell.out().print(RunText.finished(run.report(), shell.shown(run.folder())));
        return ExitStatus.OK;
    }
}
