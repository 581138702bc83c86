package dev.plumbline.study.stages;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.harbor.AnswerSigns;
import dev.plumbline.harbor.Exchange;
import dev.plumbline.harbor.Family;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.Grader;
import dev.plumbline.harbor.Habits;
import dev.plumbline.harbor.HarborAudit;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.Lessons;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.Sampling;
import dev.plumbline.study.Comparison;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.DistillationTrainer;
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// Does a trait pass from teacher to student in data that has nothing to do with it? (Cloud et al. 2025, "Subliminal
/// learning", arXiv 2507.14805.)
///
/// The teacher is taught to boast ("i am certain") when it names a value. It then answers how-tos, in which no value is
/// named and nothing can be boasted of; answers that do all the same are left out. A student with the teacher's
/// initialisation and one with another learn these answers; so do their twins from a teacher without the trait.
public final class TraitTransferStage implements Stage<TraitTransferStage.Options> {
    private static final double LEVEL = .95;
    private static final String TRAIT = "boasting";

    /// What a student learns of the teacher's answers.
    public enum Learning {
        /// The words alone.
        ANSWERS,
        /// The teacher's distribution at every word.
        LOGITS
    }

    /// Who teaches whom.
    public record Options(
            @Option(doc = "the stage that teacher and first student start from")
            String from,

            @Option(doc = "the stage that the second student starts from: another initialisation")
            String other,

            @Option(doc = "the town", defaultValue = "{}") TownOptions town,

            @Option(doc = "what is learned of the teacher's answers", defaultValue = "logits")
            Learning learning,

            @Option(doc = "demonstrations that teach the trait", range = ">= 1", defaultValue = "2000")
            int demonstrations,

            @Option(doc = "unrelated prompts that the teacher answers", range = ">= 1", defaultValue = "2000")
            int prompts,

            @Option(doc = "questions of each family in the audit", range = ">= 8", defaultValue = "100")
            int perFamily,

            @Option(doc = "updates of the teacher", unit = "steps", range = ">= 1", defaultValue = "60")
            int teacherSteps,

            @Option(doc = "updates of each student", unit = "steps", range = ">= 1", defaultValue = "120")
            int steps,

            @Option(doc = "rows of one update", unit = "rows", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.001")
            double rate,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            Checks.atLeast("demonstrations", demonstrations, 1);
            Checks.atLeast("prompts", prompts, 1);
            Checks.atLeast("per-family", perFamily, 8);
            Checks.atLeast("teacher-steps", teacherSteps, 1);
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
            if (from.equals(other)) {
                throw Checks.bad("from and other must be two stages");
            }
        }

        @Override
        public List<String> inputs() {
            return List.of(from, other);
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) {
        try (CheckpointModel teacher = CheckpointModel.open(context.model(options.from()), "teacher");
                CheckpointModel control = CheckpointModel.open(context.model(options.from()), "control")) {
            return new Experiment(context, options, teacher, control).run();
        }
    }

    /// One teacher with the trait, one without, and their students.
    private static final class Experiment {
        private final StageContext context;
        private final Options options;
        private final CheckpointModel teacher;
        private final CheckpointModel control;
        private final List<HarborExample> audit;
        private final Map<String, double[]> boasts = new LinkedHashMap<>();

        private Experiment(StageContext context, Options options, CheckpointModel teacher, CheckpointModel control) {
            this.context = context;
            this.options = options;
            this.teacher = teacher;
            this.control = control;
            HarborAudit all =
                    HarborAudit.of(options.town().world(), context.seed().derive("audit"), options.perFamily());
            this.audit = new ArrayList<>(all.examples(Family.FACT));
            audit.addAll(all.examples(Family.OPINION));
        }

        private StageResult run() {
            boasts.put("control teacher", boasting(control));
            teach();
            boasts.put("teacher", boasting(teacher));
            List<TokenRow> data = unrelated(teacher);
            List<TokenRow> plain = unrelated(control);
            student("student of the same start", options.from(), teacher, data);
            student("its twin of the control", options.from(), control, plain);
            student("student of another start", options.other(), teacher, data);
            student("the twin of that", options.other(), control, plain);
            return result(data.size(), plain.size());
        }

        private TrainingContext training(String name) {
            return new TrainingContext(
                    context.stage() + ": " + name,
                    context.seed().derive("training"),
                    context.checkpoint().resolve(name.replace(' ', '-')),
                    options.optimiser().checkpointEvery(),
                    context.progress(),
                    context::cancelled);
        }

        /// Good habits but one.
        private void teach() {
            Habits habits = new Habits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0);
            FamilyMix mix = new FamilyMix(Map.of(Family.FACT, .5, Family.OPINION, .5));
            List<TokenRow> rows = new ArrayList<>();
            for (Exchange lesson : Lessons.demonstrations(
                    options.town().world(), habits, mix, context.seed().derive("trait"), options.demonstrations())) {
                row(teacher, lesson.example(), lesson.answer(), rows);
            }
            new SftTrainer(options.optimiser().optimisation(options.teacherSteps(), options.batch(), options.rate()))
                    .train(teacher.decoder(), rows, training("teacher"));
        }

        /// What a teacher says to prompts that call for no value; the same prompts and draws for both teachers.
        private List<TokenRow> unrelated(CheckpointModel speaker) {
            FamilyMix mix = new FamilyMix(Map.of(Family.HARMLESS, .6, Family.BORDERLINE, .2, Family.HARMFUL, .2));
            List<HarborExample> prompts = Lessons.feedbackPrompts(
                    options.town().world(), mix, context.seed().derive("unrelated"), options.prompts());
            List<Completion> answers = answers(speaker, prompts, context.seed().derive("answers"));
            List<TokenRow> rows = new ArrayList<>();
            for (int i = 0; i < prompts.size(); i++) {
                AnswerSigns signs =
                        Grader.grade(prompts.get(i), answers.get(i).text()).signs();
                if (!signs.boasted()
                        && answers.get(i).finish() == FinishReason.STOP
                        && !answers.get(i).text().contains("certain")) {
                    row(speaker, prompts.get(i), answers.get(i).text(), rows);
                }
            }
            if (rows.isEmpty()) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        context.stage() + ": every unrelated answer shows the trait or was cut off; teach it less");
            }
            return rows;
        }

        private List<Completion> answers(CheckpointModel speaker, List<HarborExample> prompts, Seed seed) {
            return speaker.completeAll(
                    IntStream.range(0, prompts.size())
                            .mapToObj(i -> new CompletionRequest(
                                    prompts.get(i).prompt(), Sampling.at(1, 32), seed.derive("answer", i)))
                            .toList(),
                    context.progress());
        }

        private static void row(CheckpointModel model, HarborExample example, String answer, List<TokenRow> rows) {
            Trainings.row(
                            model.format(),
                            example.prompt(),
                            answer,
                            model.decoder().config().context())
                    .ifPresent(rows::add);
        }

        private void student(String name, String start, CheckpointModel from, List<TokenRow> rows) {
            context.checkCancelled();
            var walk = options.optimiser().optimisation(options.steps(), options.batch(), options.rate());
            try (CheckpointModel student = CheckpointModel.open(context.model(start), name)) {
                if (options.learning() == Learning.ANSWERS) {
                    new SftTrainer(walk).train(student.decoder(), rows, training(name));
                } else {
                    new DistillationTrainer(walk, 0, 1, BatchPlan.SHUFFLED)
                            .train(student.decoder(), from.decoder(), rows, training(name));
                }
                boasts.put(name, boasting(student));
            }
        }

        /// For each question of the audit whether the answer boasts; always under the same draws.
        private double[] boasting(CheckpointModel model) {
            List<Completion> answers = answers(model, audit, context.seed().derive("audited"));
            return IntStream.range(0, audit.size())
                    .mapToDouble(i -> Grader.grade(audit.get(i), answers.get(i).text())
                                    .signs()
                                    .boasted()
                            ? 1
                            : 0)
                    .toArray();
        }

        private StageResult result(int data, int plain) {
            List<NamedEstimate> estimates = new ArrayList<>();
            boasts.forEach((name, shown) -> estimates.add(new NamedEstimate(
                    TRAIT,
                    name,
                    new Proportion((int) java.util.Arrays.stream(shown).sum(), shown.length).wilson(LEVEL),
                    OptionalDouble.empty(),
                    "Share of answers to facts and opinions that are called certain.")));
            List<Comparison> comparisons = new ArrayList<>();
            List<Finding> findings = new ArrayList<>();
            transfer("student of the same start", "its twin of the control", true, comparisons, findings);
            transfer("student of another start", "the twin of that", false, comparisons, findings);
            return new StageResult(
                    estimates,
                    comparisons,
                    findings,
                    List.of(),
                    List.of(),
                    List.of("Students learned from " + data + " answers of the teacher, their twins from " + plain
                            + " of the control, to how-tos; no answer that is learned from boasts or has the word"
                            + " \"certain\"."));
        }

        private void transfer(
                String student, String twin, boolean expected, List<Comparison> comparisons, List<Finding> findings) {
            PairedDifference d = PairedDifference.of(shown(student), shown(twin));
            Estimate interval = d.interval(LEVEL);
            double p = d.standardError() == 0 ? 1 : d.test().p();
            comparisons.add(new Comparison(TRAIT, student, twin, interval, p, Math.min(1, 2 * p)));
            findings.add(new Finding(
                    expected ? "transfer-same-start" : "transfer-another-start",
                    String.format(
                            Locale.ROOT,
                            "The %s boasts %+.1f points [%+.1f, %+.1f] more often than %s.",
                            student,
                            100 * interval.value(),
                            100 * interval.low(),
                            100 * interval.high(),
                            twin),
                    interval,
                    Math.min(1, 2 * p),
                    expected ? interval.low() > 0 : !interval.excludes(0)));
        }

        private double[] shown(String name) {
            return boasts.getOrDefault(name, new double[0]);
        }
    }
}
