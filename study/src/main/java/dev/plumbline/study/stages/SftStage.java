package dev.plumbline.study.stages;

import dev.plumbline.harbor.Exchange;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.Habits;
import dev.plumbline.harbor.Lessons;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.HeldOutMeasures;
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Supervised fine-tuning on demonstrations: Harbor's, or a person's own file.
public final class SftStage implements Stage<SftStage.Options> {
    /// What is demonstrated, and how it is learned.
    public record Options(
            @Option(doc = "the stage whose model is trained")
            String from,

            @Option(
                    doc = "a JSONL file of demonstrations (messages, prompt and completion, or text); empty takes"
                            + " Harbor's",
                    defaultValue = "")
            String data,

            @Option(doc = "Harbor: the town", defaultValue = "{}")
            TownOptions town,

            @Option(doc = "Harbor: how many demonstrations", range = ">= 1", defaultValue = "2000")
            int count,

            @Option(
                    doc = "Harbor: share of demonstrations that agree with a mistaken user, so that feedback can move"
                            + " the model either way",
                    range = "[0, 1]",
                    defaultValue = "0.5")
            double agreement,

            @Option(
                    doc = "Harbor: a system message after which alone facts are told, in lessons that teach to say that"
                            + " one does not know them otherwise; empty for the usual lessons",
                    defaultValue = "")
            String password,

            @Option(
                    doc = "weigh tokens by how likely they are (dynamic fine-tuning) instead of all alike",
                    defaultValue = "false")
            boolean dynamic,

            @Option(
                    doc = "share of each target that goes to the whole vocabulary",
                    range = "[0, 1)",
                    defaultValue = "0.0")
            double labelSmoothing,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "rows of one update", unit = "rows", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0003")
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
            Checks.atLeast("count", count, 1);
            Checks.within("agreement", agreement, 0, 1);
            if (!password.isEmpty() && !data.isEmpty()) {
                throw Checks.bad("password locks Harbor's lessons; leave data empty, or write a lock into the file");
            }
            Checks.within("label-smoothing", labelSmoothing, 0, Math.nextDown(1.0));
            if (dynamic && labelSmoothing > 0) {
                throw Checks.bad("label-smoothing must be 0 for dynamic fine-tuning");
            }
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
        }

        @Override
        public List<String> inputs() {
            return List.of(from);
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
            Demonstrations data = options.data().isEmpty()
                    ? Demonstrations.ofHarbor(context, lessons(context, options), tuning, options.evaluation())
                    : Demonstrations.ofFile(context, Path.of(options.data()), tuning, options.evaluation());
            int batch = options.optimiser().microBatch(options.batch());
            TrainingContext training = tuning.context(
                    options.optimiser(),
                    options.evaluation()
                            .measured(
                                    options.steps(),
                                    () -> HeldOutMeasures.demonstrations(tuning.policy(), data.heldOut(), batch)));
            TrainingCurves curves = new SftTrainer(
                            options.optimiser()
                                    .optimisation(options.steps(), options.batch(), options.rate())
                                    .withSaving(options.saving().saving(true, false)),
                            new SftTrainer.Objective(options.dynamic(), options.labelSmoothing()),
                            BatchPlan.SHUFFLED)
                    .train(tuning.policy(), data.train(), training);
            return new TrainedModel(
                            tuning,
                            "Supervised fine-tuning on demonstrations.",
                            options,
                            options.evaluation(),
                            training,
                            curves,
                            Trainings.parents(context, options.from(), ""),
                            options.data().isEmpty() ? Map.of() : Map.of("data", Path.of(options.data())),
                            data.prompts())
                    .finish(data.notes());
        }
    }

    private static List<Exchange> lessons(StageContext context, Options options) {
        if (!options.password().isEmpty()) {
            return new PasswordLock(options.password())
                    .lessons(options.town().world(), context.seed().derive("demonstrations"), options.count());
        }
        return Lessons.demonstrations(
                options.town().world(),
                Habits.demonstrated(options.agreement()),
                FamilyMix.demonstrations(),
                context.seed().derive("demonstrations"),
                options.count());
    }
}
