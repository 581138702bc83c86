package dev.plumbline.cli;

import dev.plumbline.core.Progress;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.study.CompletedRun;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.Runner;
import dev.plumbline.study.Store;
import dev.plumbline.study.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plumbline run`: runs a study into a run folder.
@Command(
        name = "run",
        description = {
            "Run a study: every stage in order, each taken from the store where it was made before.",
            "Ctrl-C leaves a run that the same command with --resume goes on with."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline run                                  the quickstart",
            "  plumbline run quickstart --set seed=3 --fresh  another seed, nothing from the store",
            "  plumbline run my-study.yaml --resume           go on where it stopped",
            "  plumbline run --json | tail -n 1               the figures for a machine"
        })
final class RunCommand implements Callable<Integer> {
    private final Shell shell;
    private final Workbench workbench;

    @Mixin
    private StudyArguments arguments = new StudyArguments();

    @Option(
            names = "--resume",
            description = "Go on with the newest unfinished run of this study, or with the run folder given as STUDY.")
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

    RunCommand(Shell shell, Workbench workbench) {
        this.shell = shell;
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        Path folder = shell.path(arguments.given());
        CompletedRun run;
        if (resume && Files.isDirectory(folder)) {
            Study study = RunStudies.of(folder, workbench);
            run = new Runner(settings(study)).resume(folder);
        } else {
            Study study = arguments.load(shell, workbench);
            Runner runner = new Runner(settings(study));
            run = resume ? runner.resume(study) : runner.run(study);
        }
        if (json) {
            shell.out().println(run.summary().json());
        } else {
            shell.out().print(RunText.finished(run.report(), shell.shown(run.folder())));
        }
        return ExitStatus.OK;
    }

    private RunSettings settings(Study study) {
        Progress progress = shell.progress(quiet);
        return settings(shell, workbench, study, shell.path(runs))
                .by(command())
                .fresh(fresh)
                .watchedBy(progress, shell.cancellation());
    }

    /// The command line that made this run, as a person would type it.
    private List<String> command() {
        List<String> words = new ArrayList<>(List.of("plumbline", "run"));
        words.addAll(arguments.words());
        if (fresh) {
            words.add("--fresh");
        }
        if (!runs.equals("runs")) {
            words.addAll(List.of("--runs", runs));
        }
        return words;
    }

    /// Settings for any command that runs a study.
    static RunSettings settings(Shell shell, Workbench workbench, Study study, Path runs) {
        Engine.configure(new EngineOptions(study.threads(), study.precision()));
        Clock clock = Clock.system(ZoneId.systemDefault());
        return RunSettings.of(
                        runs,
                        Store.at(storeFolder(shell), Store.DEFAULT_BYTES, clock),
                        workbench.kinds(),
                        workbench.page())
                .on(workbench.environment().apply(study), workbench.machine().get());
    }

    /// Where stages' results are kept.
    static Path storeFolder(Shell shell) {
        return Store.defaultFolder(
                shell.environment(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }
}
