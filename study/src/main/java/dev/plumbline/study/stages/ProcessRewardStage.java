package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.HeldOutMeasures;
import dev.plumbline.train.ProcessRewardTrainer;
import dev.plumbline.train.StepRow;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.data.HeldOutSplit;
import dev.plumbline.train.data.Located;
import dev.plumbline.train.data.Solution;
import dev.plumbline.train.data.SolutionData;
import dev.plumbline.train.data.SolutionFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A process reward model: it says of each step of a solution whether it is right, read at the token that ends it.
public final class ProcessRewardStage implements Stage<ProcessRewardStage.Options> {
    /// Whose steps were judged, and how that is learned.
    public record Options(
            @Option(doc = "the stage whose model is the start")
            String from,

            @Option(
                    doc = "a file of judged solutions: stepwise (prompt, completions, labels) or prm800k; also .gz",
                    defaultValue = "")
            String data,

            @Option(doc = "in place of a file, the stage of the kind solutions", defaultValue = "")
            String solutions,

            @Option(doc = "what stands behind each step; a line end unless told otherwise", defaultValue = "\n")
            String separator,

            @Option(
                    doc = "the probability of being right that prm800k's neutral rating stands for",
                    range = "[0, 1]",
                    defaultValue = "1.0")
            double neutral,

            @Option(
                    doc =
                            "learn from each solution's last judged step alone, or from the results that a stage found, as"
                                    + " outcome supervision does",
                    defaultValue = "false")
            boolean lastStepOnly,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "solutions of one update", unit = "solutions", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0003")
            double rate,

            @Option(doc = "train low-rank changes and the head alone", defaultValue = "{}")
            LoraOptions lora,

            @Option(doc = "what is held out and measured", defaultValue = "{}")
            EvaluationOptions evaluation,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            Checks.within("neutral", neutral, 0, 1);
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
            if (data.isEmpty() == solutions.isEmpty()) {
                throw Checks.bad("data must name a file of judged solutions (--set data=FILE), or solutions a stage"
                        + " that makes some; give one of the two");
            }
            if (evaluation.klPrompts() > 0) {
                throw Checks.bad("evaluation.kl-prompts: a process reward model writes no answers; leave it at 0");
            }
        }

        @Override
        public List<String> inputs() {
            return Trainings.inputs(from, solutions);
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
        Path file = options.solutions().isEmpty()
                ? Path.of(options.data())
                : SolutionsStage.file(context.input(options.solutions()), options.lastStepOnly());
        SolutionData data = SolutionFile.read(file, options.neutral());
        context.progress()
                .note(data.name() + ": " + data.format() + ", "
                        + data.solutions().size() + " solutions");
        Path parent = context.model(options.from());
        try (Tuning tuning = Tuning.withHead(context, parent, DecoderConfig.Head.STEP, options.lora())) {
            HeldOutSplit<Located<Solution>> split = options.evaluation()
                    .split(data.solutions(), one -> one.value().prompt().toString(), context.seed());
            List<StepRow> train = rows(data.name(), split.train(), tuning, options);
            List<StepRow> heldOut = rows(data.name(), split.heldOut(), tuning, options);
            if (train.isEmpty() || (options.evaluation().on() && heldOut.size() < 2)) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        file + ": too few solutions fit the model's context of " + tuning.room()
                                + " tokens; take a model with a longer one");
            }
            int batch = options.optimiser().microBatch(options.batch());
            TrainingContext training = tuning.context(
                    options.optimiser(),
                    options.evaluation()
                            .measured(options.steps(), () -> HeldOutMeasures.steps(tuning.policy(), heldOut, batch)));
            TrainingCurves curves = new ProcessRewardTrainer(
                            options.optimiser().optimisation(options.steps(), options.batch(), options.rate()),
                            BatchPlan.SHUFFLED)
                    .train(tuning.policy(), train, training);
            int tooLong = data.solutions().size() - train.size() - heldOut.size();
            return new TrainedModel(
                            tuning,
                            "A process reward model from " + (options.lastStepOnly() ? "last" : "judged") + " steps.",
                            options,
                            options.evaluation(),
                            training,
                            curves,
                            Map.of("model", parent),
                            Map.of("solutions", file),
                            List.of())
                    .finish(notes(train.size(), heldOut.size(), tooLong, data));
        }
    }

    private static List<StepRow> rows(String name, List<Located<Solution>> solutions, Tuning tuning, Options options) {
        StepRows all = new StepRows(tuning.format(), options.separator(), tuning.room());
        List<StepRow> rows = new ArrayList<>();
        for (Located<Solution> located : solutions) {
            Solution one = located.value();
            all.row(
                            name + " line " + located.line(),
                            one.prompt(),
                            one.steps().stream().map(Solution.Step::text).toList(),
                            one.steps().stream().map(Solution.Step::right).toList(),
                            options.lastStepOnly() ? one.judged() - 1 : 0)
                    .ifPresent(rows::add);
        }
        return rows;
    }

    private static List<String> notes(int train, int heldOut, int tooLong, SolutionData data) {
        List<String> notes = new ArrayList<>();
        notes.add("Learned from " + train + " solutions"
                + (heldOut == 0 ? "." : ", measured on " + heldOut + " whose problems were never trained on."));
        if (tooLong > 0) {
            notes.add(tooLong + " solutions did not fit the model's context and were left out.");
        }
        if (!data.skippedLines().isEmpty()) {
            notes.add(data.skippedLines().size() + " records hold no judged step and were left out.");
        }
        return notes;
    }
}
