package dev.plumbline.study;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.internal.Orders;
import dev.plumbline.study.internal.RunFolders;
import dev.plumbline.study.internal.RunInProgress;
import dev.plumbline.study.internal.RunLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Runs studies, each into a folder of its own that can be killed at any moment, resumed, verified and reproduced.
///
/// When a run ends early, whatever the reason, its folder stays as it is and the error says how to go on.
public final class Runner {
    private final RunSettings settings;

    public Runner(RunSettings settings) {
        this.settings = settings;
    }

    /// Runs a study from its beginning.
    ///
    /// @throws PlumblineException CANCELLED if someone asked for it; STORAGE if something cannot be written;
    ///     MISSING_FILE if a file that a stage names is not there, before anything is run; what a stage threw
    public CompletedRun run(Study study) {
        for (StudyStage stage : study.stages()) {
            for (Path file : stage.options().files()) {
                if (!Files.isReadable(file)) {
                    throw new PlumblineException(
                            ErrorCode.MISSING_FILE,
                            "stage " + stage.name() + ": " + file
                                    + " does not exist or cannot be read; check the path and the working folder");
                }
            }
        }
        return together(study, () -> {
            Path folder = new RunFolders(settings).create(study);
            return new RunInProgress(settings, new RunLayout(folder), study).begin();
        });
    }

    /// Does it with the ranks that follow this process, if any.
    private CompletedRun together(Study study, Supplier<CompletedRun> work) {
        Orders orders = new Orders(settings.ranks());
        orders.requireSame(study, settings);
        CompletedRun done = work.get();
        orders.over();
        return done;
    }

    /// Goes on with the newest unfinished run of this very study under this environment; if there is none, says so and
    /// runs the study from its beginning.
    ///
    /// @throws PlumblineException BUSY, naming the process, if another one works on that run; as [#run] otherwise
    public CompletedRun resume(Study study) {
        Optional<Path> unfinished = new RunFolders(settings).newestUnfinished(study);
        if (unfinished.isEmpty()) {
            settings.progress().note("no unfinished run of this study under this environment; starting a new one");
            return run(study);
        }
        settings.progress().note("going on with " + unfinished.get());
        return together(study, () -> new RunInProgress(settings, new RunLayout(unfinished.get()), study).resume());
    }

    /// Goes on with a run by its folder.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if it is finished or was made in another environment; MISSING_FILE
    ///     if there is no run in that folder; MISMATCH if its evidence is damaged; BUSY as above
    public CompletedRun resume(Path run) {
        String name = RunReport.read(run).name();
        Path file = new RunLayout(run).study();
        Study loaded = StudyFile.load(file, settings.kinds(), List.of());
        Study study = new Study(
                name,
                loaded.title(),
                loaded.question(),
                loaded.seed(),
                loaded.threads(),
                loaded.precision(),
                loaded.stages());
        return together(study, () -> new RunInProgress(settings, new RunLayout(run), study).resume());
    }
}
