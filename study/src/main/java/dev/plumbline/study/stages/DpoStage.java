package dev.plumbline.study.stages;

import dev.plumbline.engine.Decoder;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.DpoTrainer;
import dev.plumbline.train.HeldOut;
import dev.plumbline.train.HeldOutPairs;
import dev.plumbline.train.TokenPair;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.loss.PreferenceLoss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Direct preference optimisation from a group's comparisons, or from a person's own file: every loss on pairs
/// against a reference, by name.
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

            @Option(
                    doc = "the stage whose model is the reference; empty takes the model as it starts",
                    defaultValue = "")
            String reference,

            @Option(doc = "strength of the pull towards the reference", range = "> 0", defaultValue = "0.1")
            double beta,

            @Option(doc = "what is minimised on each pair", defaultValue = "sigmoid")
            PairLoss loss,

            @Option(
                    doc = "share of the labels taken to be wrong; for conservative, robust, exo, aot and aot-unpaired",
                    range = "[0, 0.5]",
                    defaultValue = "0.0")
            double labelSmoothing,

            @Option(doc = "what is added to it", defaultValue = "{}")
            DpoExtras extras,

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

            @Option(doc = "train low-rank changes alone", defaultValue = "{}")
            LoraOptions lora,

            @Option(doc = "what is held out and measured", defaultValue = "{}")
            EvaluationOptions evaluation,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser,

            @Option(doc = "what saves memory or time and changes no result", defaultValue = "{}")
            SavingOptions saving)
            implements StageOptions {
        public Options {
            saving.saving(true, false); // refuses what this method would pass over
            Checks.positive("beta", beta);
            Checks.within("label-smoothing", labelSmoothing, 0, .5);
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
            PreferenceSource.check(feedback, group, data);
            extras.of(loss, beta, labelSmoothing);
            if (extras.followEvery() > 0 && lora.on()) {
                throw Checks.bad("extras.follow-every: under lora the reference is the model without the adapter and"
                        + " cannot follow; set lora.rank or follow-every to 0");
            }
        }

        @Override
        public List<String> inputs() {
            return Trainings.inputs(from, feedback, reference);
        }

        @Override
        public List<Path> files() {
            return data.isEmpty() ? List.of() : List.of(Path.of(data));
        }
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        try (Tuning tuning = Tuning.of(context, options.from(), options.lora())) {
            Comparisons data = Comparisons.of(
                    context, options.feedback(), options.group(), options.data(), tuning, options.evaluation());
            Decoder reference = tuning.reference(options.reference());
            PreferenceLoss loss = options.extras().of(options.loss(), options.beta(), options.labelSmoothing());
            TrainingContext training = tuning.context(
                    options.optimiser(),
                    heldOut(tuning, reference, data.heldOut().pairs(), loss, options));
            TrainingCurves curves = new DpoTrainer(
                            options.optimiser()
                                    .optimisation(options.steps(), options.batch(), options.rate())
                                    .withSaving(options.saving().saving(true, false)),
                            loss,
                            options.extras().options(),
                            options.passes(),
                            BatchPlan.SHUFFLED)
                    .train(tuning.policy(), reference, data.train().pairs(), training);
            return new TrainedModel(
                            tuning,
                            "Direct preference optimisation: " + loss,
                            options,
                            options.evaluation(),
                            training,
                            curves,
                            Trainings.parents(context, options.from(), options.reference()),
                            Map.of("preferences", data.file()),
                            data.prompts())
                    .finish(data.notes());
        }
    }

    private static HeldOut heldOut(
            Tuning tuning, Decoder reference, List<TokenPair> pairs, PreferenceLoss loss, Options options) {
        if (pairs.isEmpty()) {
            return HeldOut.NONE;
        }
        double tail = options.extras().tailWeight();
        int batch = options.optimiser().microBatch(options.batch());
        double[] known = HeldOutPairs.reference(reference, pairs, tail, batch);
        return options.evaluation()
                .measured(
                        options.steps(),
                        () -> HeldOutPairs.preferences(tuning.policy(), known, pairs, loss, tail, batch));
    }
}
