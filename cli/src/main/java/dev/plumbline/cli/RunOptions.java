package dev.plumbline.cli;

import dev.plumbline.study.CompletedRun;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.Runner;
import dev.plumbline.study.Setting;
import dev.plumbline.study.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How a study that a command writes is run, and where: shared by the short commands.
final class RunOptions {
    /// What a command line says about how it is run and shown, but not about what is run.
    private static final Set<String> PASSING = Set.of("--resume", "--json", "--quiet", "-q", Failures.STACK_TRACE);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description =
                    "Any other option of the study that is run; see plumbline explain RUN/study.yaml. May be repeated.")
    private List<String> set = new ArrayList<>();

    @Option(names = "--resume", description = "Go on with the newest unfinished run of this very command.")
    private boolean resume;

    @Option(names = "--fresh", description = "Run every stage, whatever the store knows.")
    private boolean fresh;

    @Option(
            names = "--runs",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Where the run folder goes (default: ${DEFAULT-VALUE}).")
    private String runs = "runs";

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Option(names = "--json", description = "Print the figures as one JSON object, last on standard output.")
    private boolean json;

    /// What the command line puts in place of a study's own values.
    List<Setting> settings() {
        return set.stream().map(Setting::of).toList();
    }

    /// Whether `--set` says something about an option of this name, of whatever stage.
    boolean sets(String option) {
        return settings().stream()
                .anyMatch(s -> s.path().equals(option) || s.path().endsWith("." + option));
    }

    /// Runs the study and says what came out; gives the exit status.
    Integer run(Shell shell, Workbench workbench, Study study) {
        RunSettings settings = RunCommand.settings(shell, workbench, study, shell.path(runs))
                .by(words())
                .fresh(fresh)
                .watchedBy(shell.progress(quiet), shell.cancellation());
        Runner runner = new Runner(settings);
        CompletedRun run = resume ? runner.resume(study) : runner.run(study);
        if (json) {
            shell.out().println(run.summary().json());
        } else {
            shell.out().print(RunText.estimates(run.report()));
            shell.out().print(RunText.finished(run.report(), shell.shown(run.folder())));
        }
        return ExitStatus.OK;
    }

    /// The command line that makes this run again, as a person would type it.
    private List<String> words() {
        List<String> given = command.root().commandLine().getParseResult().originalArgs();
        return Stream.concat(Stream.of("plumbline"), given.stream().filter(word -> !PASSING.contains(word)))
                .toList();
    }
}
