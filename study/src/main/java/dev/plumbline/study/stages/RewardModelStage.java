package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.RewardModelTrainer;
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

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "pairs of one update", unit = "pairs", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0003")
            double rate,

            @Option(doc = "the model that is made when none is given", defaultValue = "{}")
            FreshModel fresh,

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
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
        }

        @Override
        public List<String> inputs() {
            List<String> inputs = new ArrayList<>();
            if (!from.isEmpty()) {
                inputs.add(from);
            }
            if (!feedback.isEmpty()) {
                inputs.add(feedback);
            }
            return inputs;
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
    public StageResult run(StageContext context, Options options) throws IOException {
        Path file = PreferenceSource.file(context, options.feedback(), options.group(), options.data());
        context.progress().note("reading " + file.getFileName());
        PreferenceData data = PreferenceFile.read(file);
        context.progress().note(file.getFileName() + ": " + data.format().label() + ", " + data.records() + " records");
        PreferenceSplit split = PreferenceSplit.of(
                data.trainable(), options.heldOut(), context.seed().derive("split"));
        Path parent = start(context, options, split);
        try (ChatFormat format = ChatFormat.open(parent);
                Decoder reward = rewardModel(parent, context)) {
            int room = reward.config().context();
            PairRows train = PairRows.of(format, split.train(), room);
            PairRows heldOut = PairRows.of(format, split.heldOut(), room);
            requirePairs(file, train, heldOut);
            TrainingCurves curves = new RewardModelTrainer(
                            options.optimiser().optimisation(options.steps(), options.batch(), options.rate()),
                            options.centring(),
                            true)
                    .train(reward, train.pairs(), Trainings.context(context, options.optimiser()));
            Trainings.write(
                    context, reward, format, parent, Map.of("model", parent), Map.of("preferences", file), options);
            return report(context, options, data, split, train, heldOut, reward, curves);
        }
    }

    private static Path start(StageContext context, Options options, PreferenceSplit split) throws IOException {
        if (!options.from().isEmpty()) {
            return context.model(options.from());
        }
        return options.model().isEmpty()
                ? options.fresh().learn(context, split.train(), options.optimiser())
                : ModelSource.folder(options.model());
    }

    private static Decoder rewardModel(Path parent, StageContext context) {
        return Engine.call(() -> {
            try (Decoder trunk = dev.plumbline.engine.Checkpoint.read(parent)) {
                return trunk.config().head() == DecoderConfig.Head.REWARD
                        ? trunk.copy()
                        : trunk.withHead(
                                DecoderConfig.Head.REWARD, context.seed().derive("head"));
            }
        });
    }

    private static StageResult report(
            StageContext context,
            Options options,
            PreferenceData data,
            PreferenceSplit split,
            PairRows train,
            PairRows heldOut,
            Decoder reward,
            TrainingCurves curves)
            throws IOException {
        double[] logits = logits(reward, heldOut, options.batch());
        PairScores scores = PairScores.of(context.stage(), heldOut.kept(), logits);
        RewardModelReport report = new RewardModelReport(context.stage(), scores);
        report.baselines(split.train(), heldOut.kept(), context.seed().derive("words"));
        if (!options.feedback().isEmpty()) {
            List<Preference> all = data.pairs().stream().map(Located::value).toList();
            report.gold(FeedbackFiles.goldLeads(context.input(options.feedback()), all), heldOut.kept(), logits);
        }
        List<String> notes = new ArrayList<>();
        notes.add("Trained on " + train.pairs().size() + " pairs, tested on "
                + heldOut.pairs().size() + " pairs whose prompts were never trained on.");
        notes.addAll(train.notes());
        if (!options.data().isEmpty()) {
            notes.addAll(DataAuditNotes.of(PreferenceAudit.of(data)));
        }
        return new StageResult(report.estimates(), List.of(), List.of(), Trainings.curves(curves), List.of(), notes);
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
