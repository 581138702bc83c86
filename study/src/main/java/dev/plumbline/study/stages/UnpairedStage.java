package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.HeldOut;
import dev.plumbline.train.HeldOutMeasures;
import dev.plumbline.train.TokenFeedback;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.UnpairedTrainer;
import dev.plumbline.train.data.HeldOutSplit;
import dev.plumbline.train.data.Judged;
import dev.plumbline.train.data.JudgedData;
import dev.plumbline.train.data.JudgedFile;
import dev.plumbline.train.data.Located;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Learning from single answers that were found good or bad (KTO, BCO), or from comparisons taken apart.
public final class UnpairedStage implements Stage<UnpairedStage.Options> {
    private static final double LARGEST_BALANCE = 4 / 3.0;

    /// What was found, and how it is learned.
    public record Options(
            @Option(doc = "the stage whose model is trained")
            String from,

            @Option(doc = "the feedback stage; empty if data is given", defaultValue = "")
            String feedback,

            @Option(doc = "whose comparisons of that stage", defaultValue = "")
            String group,

            @Option(
                    doc = "a file of judged answers (prompt, completion, label) or of preferences, in place of a"
                            + " feedback stage",
                    defaultValue = "")
            String data,

            @Option(
                    doc = "the stage whose model is the reference; empty takes the model as it starts",
                    defaultValue = "")
            String reference,

            @Option(doc = "which loss", defaultValue = "kto")
            UnpairedTrainer.Method method,

            @Option(doc = "strength of the pull towards the reference", range = "> 0", defaultValue = "0.1")
            double beta,

            @Option(doc = "weight of good answers; bco knows none", range = "> 0", defaultValue = "1.0")
            double goodWeight,

            @Option(doc = "weight of bad answers; bco knows none", range = "> 0", defaultValue = "1.0")
            double badWeight,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "answers of one update", unit = "answers", range = ">= 2", defaultValue = "64")
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
            Checks.positive("good-weight", goodWeight);
            Checks.positive("bad-weight", badWeight);
            if (method == UnpairedTrainer.Method.BCO && (goodWeight != 1 || badWeight != 1)) {
                throw Checks.bad("good-weight and bad-weight: bco weighs answers alike; leave them at 1");
            }
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 2);
            Checks.positive("rate", rate);
            PreferenceSource.check(feedback, group, data);
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

    /// Judged answers as tokens.
    ///
    /// @param tooLong how many were left out
    private record Rows(List<int[]> prompts, List<int[]> answers, List<Boolean> good, int tooLong) {
        static Rows of(List<Located<Judged>> judged, Tuning tuning) {
            Rows rows = new Rows(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
            int tooLong = 0;
            int longest = 0;
            for (Located<Judged> one : judged) {
                longest = Math.max(
                        longest,
                        tuning.format().answer(one.value().prompt(), one.value().answer()).length);
            }
            for (Located<Judged> one : judged) {
                int[] prompt = tuning.format().prompt(one.value().prompt());
                int[] answer =
                        tuning.format().answer(one.value().prompt(), one.value().answer());
                // every prompt must have room for another's answer, which KTO puts behind it
                if (prompt.length == 0 || prompt.length + longest > tuning.room()) {
                    tooLong++;
                } else {
                    rows.prompts.add(prompt);
                    rows.answers.add(answer);
                    rows.good.add(one.value().good());
                }
            }
            return new Rows(rows.prompts, rows.answers, rows.good, tooLong);
        }

        List<TokenFeedback> feedback(Path file) {
            long right = good.stream().filter(one -> one).count();
            if (right == 0 || right == good.size()) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        file + ": of the answers that fit the model's context, " + right + " of " + good.size()
                                + " are good; learning from single answers needs both kinds");
            }
            boolean[] labels = new boolean[good.size()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = good.get(i);
            }
            return UnpairedTrainer.mismatched(prompts, answers, labels);
        }
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        Path file = PreferenceSource.file(context, options.feedback(), options.group(), options.data());
        JudgedData data = JudgedFile.read(file);
        context.progress()
                .note(data.name() + ": " + data.format() + ", " + data.answers().size() + " answers");
        try (Tuning tuning = Tuning.of(context, options.from(), options.lora())) {
            HeldOutSplit<Located<Judged>> split = options.evaluation()
                    .split(data.answers(), one -> one.value().prompt().toString(), context.seed());
            Rows train = Rows.of(split.train(), tuning);
            List<TokenFeedback> learned = train.feedback(file);
            List<TokenFeedback> heldOut = split.heldOut().isEmpty()
                    ? List.of()
                    : Rows.of(split.heldOut(), tuning).feedback(file);
            Decoder reference = tuning.reference(options.reference());
            TrainingContext training =
                    tuning.context(options.optimiser(), measured(tuning, reference, heldOut, options));
            TrainingCurves curves = new UnpairedTrainer(
                            options.optimiser()
                                    .optimisation(options.steps(), options.batch(), options.rate())
                                    .withSaving(options.saving().saving(true, false)),
                            new UnpairedTrainer.Options(
                                    options.method(), options.beta(), options.goodWeight(), options.badWeight()),
                            BatchPlan.SHUFFLED)
                    .train(tuning.policy(), reference, learned, training);
            return new TrainedModel(
                            tuning,
                            "Learning from single answers that were found good or bad: "
                                    + options.method().name() + ", beta " + options.beta() + ".",
                            options,
                            options.evaluation(),
                            training,
                            curves,
                            Trainings.parents(context, options.from(), options.reference()),
                            Map.of("judgements", file),
                            train.prompts())
                    .finish(notes(train, heldOut, options));
        }
    }

    private static HeldOut measured(Tuning tuning, Decoder reference, List<TokenFeedback> heldOut, Options options) {
        if (heldOut.isEmpty()) {
            return HeldOut.NONE;
        }
        int batch = options.optimiser().microBatch(options.batch());
        double[] known = HeldOutMeasures.reference(reference, heldOut, batch);
        return options.evaluation()
                .measured(options.steps(), () -> HeldOutMeasures.judgements(tuning.policy(), known, heldOut, batch));
    }

    private static List<String> notes(Rows train, List<TokenFeedback> heldOut, Options options) {
        List<String> notes = new ArrayList<>();
        long good = train.good().stream().filter(one -> one).count();
        notes.add("Learned from " + good + " good and " + (train.good().size() - good) + " bad answers"
                + (heldOut.isEmpty()
                        ? "."
                        : ", measured on " + heldOut.size() + " whose prompts were never trained on."));
        double balance = options.goodWeight()
                * good
                / (options.badWeight() * (train.good().size() - good));
        if (options.method() == UnpairedTrainer.Method.KTO && (balance < 1 || balance > LARGEST_BALANCE)) {
            notes.add(String.format(
                    Locale.ROOT,
                    "Good answers weigh %.2f times as much as bad ones; KTO's authors want 1 to 1.33. With"
                            + " good-weight: %.2f both would weigh alike.",
                    balance,
                    options.goodWeight() / balance));
        }
        if (train.tooLong() > 0) {
            notes.add(train.tooLong() + " answers were left out because prompt and longest answer together do not fit"
                    + " the model's context.");
        }
        return notes;
    }
}
