package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.HeldOut;
import dev.plumbline.train.HeldOutPairs;
import dev.plumbline.train.RewardModelTrainer;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.data.Located;
import dev.plumbline.train.data.PairScores;
import dev.plumbline.train.data.PreferenceAudit;
import dev.plumbline.train.data.PreferenceData;
import dev.plumbline.train.data.PreferenceFile;
import dev.plumbline.train.data.PreferenceSplit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A reward model from comparisons (Bradley-Terry), tested on held-out prompts beside chance and two simple baselines.
///
/// The comparisons come from a group of a feedback stage, or from a person's own file. The model starts from a
/// stage's model, from a checkpoint folder, or from nothing: then tokenizer and language are learned from the
/// comparisons themselves.
public final class RewardModelStage implements Stage<RewardModelStage.Options> {
    /// What is preferred, from where the model starts, and how it learns.
    public record Options(
            @Option(doc = "the stage whose model is the start; empty takes model, or nothing", defaultValue = "")
            String from,

            @Option(
                    doc = "a checkpoint folder to start from; empty learns tokenizer and language from the data",
                    defaultValue = "")
            String model,

            @Option(doc = "the feedback stage; empty if data is given", defaultValue = "")
            String feedback,

            @Option(doc = "whose comparisons of that stage", defaultValue = "")
            String group,

            @Option(doc = "a file of preferences: JSONL, also .gz", defaultValue = "")
            String data,

            @Option(
                    doc = "share of the comparisons that is held out, by prompt",
                    range = "(0, 1)",
                    defaultValue = "0.2")
            double heldOut,

            @Option(doc = "weight of the term that centres rewards on 0", range = ">= 0", defaultValue = "0.01")
            double centring,

            @Option(doc = "share of the labels taken to be wrong", range = "[0, 0.5]", defaultValue = "0.0")
            double labelSmoothing,

            @Option(
                    doc = "updates between measurements on what is held out; 0 measures at the end alone",
                    unit = "steps",
                    range = ">= 0",
                    defaultValue = "0")
            int every,

            @Option(doc = "which weights become the model; best wants every", defaultValue = "last")
            EvaluationOptions.Keep keep,

            @Option(
                    doc =
                            "updates; 0 takes one pass over the comparisons: more passes over few of them learn them by heart",
                    unit = "steps",
                    range = ">= 0",
                    defaultValue = "0")
            int steps,

            @Option(doc = "pairs of one update", unit = "pairs", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0003")
            double rate,

            @Option(doc = "the model that is made when none is given", defaultValue = "{}")
            FreshModel fresh,

            @Option(doc = "train low-rank changes and the head alone", defaultValue = "{}")
            LoraOptions lora,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            PreferenceSource.check(feedback, group, data);
            if (!from.isEmpty() && !model.isEmpty()) {
                throw Checks.bad("from and model exclude each other; give one");
            }
            Checks.within("held-out", heldOut, Double.MIN_VALUE, Math.nextDown(1.0));
            Checks.within("centring", centring, 0, Double.MAX_VALUE);
            Checks.within("label-smoothing", labelSmoothing, 0, .5);
            Checks.atLeast("every", every, 0);
            if (keep == EvaluationOptions.Keep.BEST && every == 0) {
                throw Checks.bad("keep: best is told by measurements on the way; set every above 0");
            }
            Checks.atLeast("steps", steps, 0);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
        }

        @Override
        public List<String> inputs() {
            return Trainings.inputs(from, feedback);
        }

        @Override
        public List<Path> files() {
            List<Path> files = new ArrayList<>();
            if (!data.isEmpty()) {
                files.add(Path.of(data));
            }
            if (!model.isEmpty()) {
                files.add(Path.of(model));
            }
            return files;
        }
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        Path file = PreferenceSource.file(context, options.feedback(), options.group(), options.data());
        context.progress().note("reading " + file.getFileName());
        PreferenceData data = PreferenceFile.read(file);
        Comparisons.note(context, data);
        PreferenceSplit split = PreferenceSplit.of(
                data.trainable(), options.heldOut(), context.seed().derive("split"));
        Path parent = start(context, options, split);
        try (Tuning tuning = Tuning.withHead(context, parent, DecoderConfig.Head.REWARD, options.lora())) {
            PairRows train = PairRows.of(tuning.format(), split.train(), tuning.room());
            PairRows heldOut = PairRows.of(tuning.format(), split.heldOut(), tuning.room());
            requirePairs(file, train, heldOut);
            int steps = options.steps() > 0
                    ? options.steps()
                    : Math.ceilDiv(train.pairs().size(), options.batch());
            TrainingContext training = tuning.context(options.optimiser(), measured(tuning, heldOut, options));
            TrainingCurves curves = new RewardModelTrainer(
                            options.optimiser().optimisation(steps, options.batch(), options.rate()),
                            options.centring(),
                            options.labelSmoothing(),
                            BatchPlan.SHUFFLED)
                    .train(tuning.policy(), train.pairs(), training);
            return new TrainedModel(
                            tuning,
                            "A reward model from comparisons (Bradley-Terry), read at an answer's last token.",
                            options,
                            new EvaluationOptions(
                                    options.heldOut(), Integer.MAX_VALUE, options.every(), options.keep(), 0, 0),
                            training,
                            curves,
                            Map.of("model", parent),
                            Map.of("preferences", file),
                            List.of())
                    .finish(
                            () -> estimates(context, options, data, split, heldOut, tuning.policy()),
                            notes(options, data, train, heldOut, steps));
        }
    }

    private static HeldOut measured(Tuning tuning, PairRows heldOut, Options options) {
        int batch = options.optimiser().microBatch(options.batch());
        return options.every() == 0
                ? HeldOut.NONE
                : new HeldOut(
                        options.every(),
                        () -> HeldOutPairs.rewards(
                                tuning.policy(), heldOut.pairs(), options.centring(), options.labelSmoothing(), batch));
    }

    private static Path start(StageContext context, Options options, PreferenceSplit split) throws IOException {
        if (!options.from().isEmpty()) {
            return context.model(options.from());
        }
        return options.model().isEmpty()
                ? options.fresh().learn(context, split.train(), options.optimiser())
                : ModelSource.folder(options.model());
    }

    private static List<NamedEstimate> estimates(
            StageContext context,
            Options options,
            PreferenceData data,
            PreferenceSplit split,
            PairRows heldOut,
            Decoder reward)
            throws IOException {
        double[] logits = logits(reward, heldOut, options.batch());
        PairScores scores = PairScores.of(context.stage(), heldOut.kept(), logits);
        RewardModelReport report = new RewardModelReport(context.stage(), scores);
        report.baselines(split.train(), heldOut.kept(), context.seed().derive("words"));
        if (!options.feedback().isEmpty()) {
            List<Preference> all = data.pairs().stream().map(Located::value).toList();
            report.gold(FeedbackFiles.goldLeads(context.input(options.feedback()), all), heldOut.kept(), logits);
        }
        return report.estimates();
    }

    private static List<String> notes(
            Options options, PreferenceData data, PairRows train, PairRows heldOut, int steps) {
        List<String> notes = new ArrayList<>();
        notes.add("Trained on " + train.pairs().size() + " pairs in " + steps + " updates of " + options.batch()
                + ", tested on " + heldOut.pairs().size() + " pairs whose prompts were never trained on.");
        notes.addAll(train.notes());
        if (!options.data().isEmpty()) {
            notes.addAll(DataAuditNotes.of(PreferenceAudit.of(data)));
        }
        return notes;
    }

    private static double[] logits(Decoder reward, PairRows rows, int batch) {
        List<int[]> ids = new ArrayList<>();
        rows.pairs().forEach(pair -> {
            ids.add(pair.chosen().ids());
            ids.add(pair.rejected().ids());
        });
        double[] rewards = RewardModelTrainer.rewards(reward, ids, 2 * batch);
        double[] logits = new double[rows.pairs().size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = rewards[2 * i] - rewards[2 * i + 1];
        }
        return logits;
    }

    private static void requirePairs(Path file, PairRows train, PairRows heldOut) {
        if (train.pairs().isEmpty() || heldOut.pairs().isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    file + ": after leaving out what does not fit the context, "
                            + train.pairs().size() + " pairs are left to train on and "
                            + heldOut.pairs().size() + " to test on; both need some");
        }
    }
}
