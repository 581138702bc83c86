package dev.plumbline.study;

import dev.plumbline.core.Progress;
import dev.plumbline.study.TinyStages.Hazard;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// A place to run the tiny study in.
final class RunFixture {
    private final Path folder;
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<Hazard> hazard = new AtomicReference<>(TinyStages.NONE);
    private final List<StageKind<?>> kinds =
            TinyStages.kinds((stage, step) -> hazard.get().at(stage, step));

    RunFixture(Path folder) {
        this.folder = folder;
    }

    List<String> notes() {
        return notes;
    }

    List<StageKind<?>> kinds() {
        return kinds;
    }

    Path runs() {
        return folder.resolve("runs");
    }

    Store store() {
        return Store.at(folder.resolve("store"), Store.DEFAULT_BYTES, Clock.systemUTC());
    }

    /// Settings for runs that meet this hazard from now on, whatever hazard earlier ones met.
    RunSettings settings(Hazard next) {
        hazard.set(next);
        Progress progress = new Progress() {
            @Override
            public Meter start(String task, long total, String unit) {
                return (done, figures) -> {};
            }

            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        return RunSettings.of(runs(), store(), kinds, RunFixture::page)
                .on(Map.of("threads", "2"), Map.of("cpu", "made up"))
                .by(List.of("plumbline", "run", "s.yaml"))
                .watchedBy(progress, new Cancellation());
    }

    Runner runner() {
        return runner(TinyStages.NONE);
    }

    Runner runner(Hazard next) {
        return new Runner(settings(next));
    }

    Study study() {
        return study(TinyStages.STUDY);
    }

    Study study(String yaml) {
        return StudyFile.parse(yaml, "s.yaml", "s", kinds, List.of());
    }

    static String page(RunReport report) {
        return "<h1>" + report.title() + "</h1>" + report.stages().size() + report.evidence();
    }

    /// Every figure of a run, without times and names of folders.
    static List<StageResult> figures(CompletedRun run) {
        return run.report().stages().stream().map(StageReport::result).toList();
    }
}
