package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.DpoTrainer;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.data.PreferenceData;
import dev.plumbline.train.data.PreferenceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Direct preference optimisation from a group's comparisons, or from a person's own file.
public final class DpoStage implements Stage<DpoStage.Options> {
    /// What is preferred, and how it is learned.
    public record Options(
            @Option(doc = "the stage whose model is trained; it is also the reference")
            String from,

            @Option(doc = "the feedback stage; empty if data is given", defaultValue = "")
            String feedback,

            @Option(doc = "whose comparisons of that stage", defaultValue = "")
            String group,

            @Option(doc = "a file of preferences, in place of a feedback stage", defaultValue = "")
            String data,

            @Option(doc = "strength of the pull towards the reference", range = "> 0", defaultValue = "0.1")
            double beta,

            @Option(doc = "what is minimised on each pair", defaultValue = "sigmoid")
            PairLoss loss,

            @Option(
                    doc = "share of the labels taken to be wrong; for conservative, robust, exo, aot and aot-unpaired",
                    range = "[0, 0.5]",
                    defaultValue = "0.0")
            double labelSmoothing,

            @Option(
                    doc = "one or two passes over each batch; the same gradients, two in half the memory",
                    defaultValue = "one")
            DpoTrainer.Passes passes,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "pairs of one update", unit = "pairs", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0001")
            double rate,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            Checks.positive("beta", beta);
            Checks.within("label-smoothing", labelSmoothing, 0, .5);
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
            PreferenceSource.check(feedback, group, data);
        }

        @Override
        public List<String> inputs() {
            return feedback.isEmpty() ? List.of(from) : List.of(from, feedback);
        }

        @Override
        public List<Path> files() {
            return data.isEmpty() ? List.of() : List.of(Path.of(data));
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        Path parent = context.model(options.from());
        Path file = PreferenceSource.file(context, options.feedback(), options.group(), options.data());
        PreferenceData data = PreferenceFile.read(file);
        try (CheckpointModel model = CheckpointModel.open(parent, context.stage());
                Decoder reference = Engine.call(() -> model.decoder().copy())) {
            PairRows rows = PairRows.of(
                    model.format(), data.trainable(), model.decoder().config().context());
            if (rows.pairs().isEmpty()) {
                throw new PlumblineException(ErrorCode.BAD_DATA, file + ": no pair fits the model's context");
            }
            DpoTrainer trainer = new DpoTrainer(
                    options.optimiser().optimisation(options.steps(), options.batch(), options.rate()),
                    options.loss().of(options.beta(), options.labelSmoothing()),
                    options.passes(),
                    true);
            TrainingCurves curves = trainer.train(
                    model.decoder(), reference, rows.pairs(), Trainings.context(context, options.optimiser()));
            Trainings.write(
                    context,
                    model.decoder(),
                    model.format(),
                    parent,
                    Map.of("model", parent),
                    Map.of("preferences", file),
                    options);
            List<String> notes = new ArrayList<>(rows.notes());
            notes.add("Learned from " + rows.pairs().size()
                    + " pairs; the reference's log-probabilities were computed once.");
            return Trainings.result(curves, notes);
        }
    }
}
