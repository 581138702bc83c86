package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.Habits;
import dev.plumbline.harbor.Lessons;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.AnswerSource;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.DistillationTrainer;
import dev.plumbline.train.HeldOutMeasures;
import dev.plumbline.train.OwnAnswers;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Generalised knowledge distillation: a student's distribution at each token of some answers is drawn to a teacher's.
public final class DistilStage implements Stage<DistilStage.Options> {
    /// Whose answers are read.
    public enum Answers {
        /// Those of the demonstrations.
        DATA,
        /// The teacher's own, sampled before training.
        TEACHER,
        /// The student's own, sampled before training.
        STUDENT
    }

    /// Who teaches what to whom.
    public record Options(
            @Option(doc = "the stage whose model is the student")
            String from,

            @Option(doc = "the stage whose model is the teacher; over the same vocabulary")
            String teacher,

            @Option(
                    doc = "a JSONL file of demonstrations (messages, prompt and completion); empty takes Harbor's",
                    defaultValue = "")
            String data,

            @Option(doc = "Harbor: the town", defaultValue = "{}")
            TownOptions town,

            @Option(doc = "Harbor: how many demonstrations", range = ">= 1", defaultValue = "2000")
            int count,

            @Option(doc = "whose answers to their prompts are read", defaultValue = "data")
            Answers answers,

            @Option(
                    doc = "share of the batches whose prompts the student answers itself, as it is at that moment",
                    range = "[0, 1]",
                    defaultValue = "0.0")
            double lambda,

            @Option(doc = "temperature at which answers are drawn", range = "> 0", defaultValue = "1.0")
            double temperature,

            @Option(doc = "longest answer that is drawn", unit = "tokens", range = ">= 1", defaultValue = "32")
            int maxTokens,

            @Option(
                    doc = "0 for the forward KL divergence (cover the teacher), 1 for the reverse (seek its mode)",
                    range = "[0, 1]",
                    defaultValue = "0.5")
            double beta,

            @Option(doc = "divides both models' logits", range = "> 0", defaultValue = "1.0")
            double softness,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "answers of one update", unit = "answers", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0001")
            double rate,

            @Option(doc = "train low-rank changes alone", defaultValue = "{}")
            LoraOptions lora,

            @Option(doc = "what is held out and measured", defaultValue = "{}")
            EvaluationOptions evaluation,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            Checks.atLeast("count", count, 1);
            Checks.positive("temperature", temperature);
            Checks.atLeast("max-tokens", maxTokens, 1);
            Checks.within("lambda", lambda, 0, 1);
            Checks.within("beta", beta, 0, 1);
            Checks.positive("softness", softness);
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
        }

        @Override
        public List<String> inputs() {
            return Trainings.inputs(from, teacher);
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
            Decoder teacher = tuning.other(options.teacher(), "teacher");
            Demonstrations data = options.data().isEmpty()
                    ? Demonstrations.ofHarbor(
                            context,
                            Lessons.demonstrations(
                                    options.town().world(),
                                    Habits.demonstrated(.5),
                                    FamilyMix.demonstrations(),
                                    context.seed().derive("demonstrations"),
                                    options.count()),
                            tuning,
                            options.evaluation())
                    : Demonstrations.ofFile(context, Path.of(options.data()), tuning, options.evaluation());
            List<TokenRow> rows = rows(data.train(), tuning, teacher, options, "train");
            List<TokenRow> heldOut = rows(data.heldOut(), tuning, teacher, options, "held-out");
            int batch = options.optimiser().microBatch(options.batch());
            TrainingContext training = tuning.context(
                    options.optimiser(),
                    options.evaluation()
                            .measured(
                                    options.steps(),
                                    () -> HeldOutMeasures.distillation(
                                            tuning.policy(),
                                            teacher,
                                            heldOut,
                                            options.beta(),
                                            options.softness(),
                                            batch)));
            TrainingCurves curves = new DistillationTrainer(
                            options.optimiser().optimisation(options.steps(), options.batch(), options.rate()),
                            options.beta(),
                            options.softness(),
                            BatchPlan.SHUFFLED,
                            options.lambda() == 0
                                    ? OwnAnswers.NONE
                                    : OwnAnswers.share(options.lambda(), source(tuning, options)))
                    .train(tuning.policy(), teacher, rows, training);
            return new TrainedModel(
                            tuning,
                            "Generalised knowledge distillation from a teacher, beta " + options.beta()
                                    + ", on answers of " + options.answers()
                                    + (options.lambda() == 0
                                            ? "."
                                            : "; in a share of " + options.lambda()
                                                    + " of the batches, on the student's own of that moment."),
                            options,
                            options.evaluation(),
                            training,
                            curves,
                            Map.of("model", context.model(options.from()), "teacher", context.model(options.teacher())),
                            options.data().isEmpty() ? Map.of() : Map.of("data", Path.of(options.data())),
                            data.prompts())
                    .finish(data.notes());
        }
    }

    private static List<TokenRow> rows(
            List<TokenRow> given, Tuning tuning, Decoder teacher, Options options, String part) {
        boolean asked = options.answers() != Answers.DATA || options.lambda() > 0;
        if (!asked || given.isEmpty()) {
            return given;
        }
        List<TokenRow> answerable = given.stream()
                .filter(row -> row.targets() < row.ids().length - 1
                        && Demonstrations.prompt(row).length + options.maxTokens() <= tuning.room())
                .toList();
        if (answerable.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    tuning.stage().stage() + ": no demonstration has a prompt that leaves room for an answer of "
                            + options.maxTokens() + " tokens; give prompts and completions, or lower max-tokens");
        }
        if (options.answers() == Answers.DATA) {
            return answerable;
        }
        List<int[]> prompts = answerable.stream().map(Demonstrations::prompt).toList();
        Decoder writer = options.answers() == Answers.TEACHER ? teacher : tuning.policy();
        return source(tuning, options)
                .rows(writer, prompts, tuning.stage().seed().derive("answers " + part));
    }

    private static AnswerSource source(Tuning tuning, Options options) {
        return new AnswerSource(
                options.temperature(),
                options.maxTokens(),
                tuning.format().endTokens(),
                options.optimiser().microBatch(options.batch()));
    }
}
