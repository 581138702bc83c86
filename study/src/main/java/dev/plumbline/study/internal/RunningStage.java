package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.StudyStage;
import dev.plumbline.train.Ranks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What a stage sees of its run while it runs.
///
/// @param output where it writes: in the run folder on rank 0, in a folder of its own on any other rank
public record RunningStage(
        RunLayout layout, StudyStage definition, Seed seed, RunSettings settings, Path output, Progress progress)
        implements StageContext {
    /// On rank 0, or in the only process.
    static RunningStage leading(RunLayout layout, StudyStage stage, Seed seed, RunSettings settings) {
        return new RunningStage(layout, stage, seed, settings, layout.output(stage.name()), settings.progress());
    }

    /// On another rank, which is silent and writes what nobody keeps.
    public static RunningStage following(
            RunLayout layout, StudyStage stage, Seed seed, RunSettings settings, Path scratch) {
        return new RunningStage(layout, stage, seed, settings, scratch, Progress.NONE);
    }

    @Override
    public String stage() {
        return definition.name();
    }

    @Override
    public Map<String, String> environment() {
        return settings.environment();
    }

    @Override
    public Path input(String stage) {
        return layout.files(declared(stage));
    }

    @Override
    public Path model(String stage) {
        Path model = layout.model(declared(stage));
        if (!Files.isDirectory(model)) {
            throw new PlumblineException(
                    ErrorCode.BAD_STUDY,
                    "stage " + stage() + ": stage \"" + stage + "\" makes no model; name one that does");
        }
        return model;
    }

    @Override
    public StageResult result(String stage) {
        return ResultJson.read(layout.result(declared(stage)));
    }

    @Override
    public Ranks ranks() {
        return definition.kind().stage().shared() ? settings.ranks() : Ranks.ALONE;
    }

    @Override
    public Path checkpoint() {
        return layout.checkpoint(stage());
    }

    @Override
    public boolean cancelled() {
        return settings.cancellation().requested();
    }

    @Override
    public void checkCancelled() {
        settings.cancellation().check();
    }

    /// Reading what the key does not cover would make the store give wrong results.
    private String declared(String stage) {
        if (!definition.options().inputs().contains(stage)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "stage " + stage() + ": it reads stage \"" + stage + "\" but does not name it among its inputs ("
                            + String.join(", ", definition.options().inputs()) + "); add it to inputs() of "
                            + definition.kind().optionsType().getSimpleName());
        }
        return stage;
    }
}
