package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import java.nio.file.Path;
import java.util.List;

/// Takes an existing model into the study.
public final class ModelStage implements Stage<ModelStage.Options> {
    /// Which model.
    public record Options(
            @Option(doc = "harbor, harbor:small, a checkpoint folder, or RUN/models/NAME", defaultValue = "harbor")
            String model)
            implements StageOptions {
        @Override
        public List<String> inputs() {
            return List.of();
        }

        @Override
        public List<Path> files() {
            return ModelSource.isShipped(model) ? List.of() : List.of(Path.of(model));
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) {
        ModelSource.copy(options.model(), context.output().resolve(Trainings.MODEL));
        return new StageResult(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }
}
