package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.StudyStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What a stage sees of its run while it runs.
record RunningStage(RunLayout layout, StudyStage definition, Seed seed, RunSettings settings) implements StageContext {
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
    public Path output() {
        return layout.output(stage());
    }

    @Override
    public Path checkpoint() {
        return layout.checkpoint(stage());
    }

    @Override
    public Progress progress() {
        return settings.progress();
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
