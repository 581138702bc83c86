package dev.plumbline.cli;

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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
            "  plumbline run quickstart --processes 2         trainings by two processes together",
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

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RankArguments ranks = new RankArguments();

    @Mixin
    private RunArguments how = new RunArguments();

    RunCommand(Shell shell, Workbench workbench) {
        this.shell = shell;
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        Path folder = shell.path(arguments.given());
        boolean given = resume && Files.isDirectory(folder);
        Study study = given ? RunStudies.of(folder, workbench) : arguments.load(shell, workbench);
        RunSettings alone = how.settings(shell, workbench, study, command());
        return Crew.work(
                shell,
                ranks,
                study,
                alone,
                spec.root().commandLine().getParseResult().originalArgs(),
                s -> {
                    Runner runner = new Runner(s);
                    CompletedRun run =
                            given ? runner.resume(folder) : resume ? runner.resume(study) : runner.run(study);
                    return how.show(shell, run, false);
                });
    }

    /// The command line that made this run, as a person would type it.
    private List<String> command() {
        List<String> words = new ArrayList<>(List.of("plumbline", "run"));
        words.addAll(arguments.words());
        words.addAll(how.words());
        words.addAll(ranks.words());
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
