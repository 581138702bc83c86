package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.study.Curve;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.WeakToStrongTrainer;
import dev.plumbline.train.WeakToStrongTrainer.Labelled;
import dev.plumbline.train.WeakToStrongTrainer.Objective;
import dev.plumbline.train.oversight.PerformanceGap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/// Can a strong model learn more from a weak supervisor than the supervisor knows? (Burns et al. 2023, arXiv
/// 2312.09390.)
///
/// The question is one about a request to a Harbor assistant. Half of the teaching prompts train the weak
/// supervisor on gold labels; it labels the other half; the strong model learns that half three times: from gold labels
/// (the ceiling), and from the weak labels under each loss. All are tested on prompts of the audit's half of the town.
public final class WeakToStrongStage implements Stage<WeakToStrongStage.Options> {
    private static final double LEVEL = .95;
    private static final int BATCH = 256;

    /// How a student learns from weak labels.
    public enum Loss {
        /// Cross-entropy with the weak labels.
        NAIVE,
        /// With confidence in its own hardened predictions.
        LOGCONF,
        /// With targets proportional to both predictions.
        PRODUCT,
        /// With its own entropy lowered.
        ENTROPY;

        Objective objective(double weight) {
            return switch (this) {
                case NAIVE -> new Objective.CrossEntropy();
                case LOGCONF -> new Objective.Confidence(weight, .1);
                case PRODUCT -> new Objective.Product(1, weight);
                case ENTROPY -> new Objective.Entropy(weight, .1);
            };
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Who supervises whom, and how.
    public record Options(
            @Option(doc = "the stage of the weak model") String weak,
            @Option(doc = "the stage of the strong model") String strong,

            @Option(doc = "what is asked about a request", defaultValue = "harmful")
            TwoClassPrompts.Question question,

            @Option(doc = "the town", defaultValue = "{}") TownOptions town,

            @Option(
                    doc = "how students learn from weak labels, each in a training of its own",
                    defaultValue = "[naive, logconf, product, entropy]")
            List<Loss> losses,

            @Option(
                    doc = "weight of the auxiliary terms of logconf and entropy, and power of product",
                    range = "[0, 1]",
                    defaultValue = "0.5")
            double auxiliary,

            @Option(
                    doc = "teaching prompts drawn; repeats are dropped, the classes balanced and the rest halved",
                    range = ">= 8",
                    defaultValue = "1600")
            int prompts,

            @Option(doc = "test questions of each class at most", range = ">= 8", defaultValue = "400")
            int test,

            @Option(
                    doc = "smallest gap between ceiling and supervisor for which the gap recovered is shown",
                    range = "[0, 1]",
                    defaultValue = "0.03")
            double leastGap,

            @Option(doc = "updates of the weak supervisor", unit = "steps", range = ">= 1", defaultValue = "60")
            int weakSteps,

            @Option(doc = "updates of the strong model", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "texts of one update", unit = "rows", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0005")
            double rate,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            losses = List.copyOf(losses);
            if (losses.isEmpty() || new LinkedHashSet<>(losses).size() != losses.size()) {
                throw Checks.bad("losses must name at least one loss, each once");
            }
            Checks.within("auxiliary", auxiliary, 0, 1);
            Checks.atLeast("prompts", prompts, 8);
            Checks.atLeast("test", test, 8);
            Checks.within("least-gap", leastGap, 0, 1);
            Checks.atLeast("weak-steps", weakSteps, 1);
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
            if (weak.equals(strong)) {
                throw Checks.bad("weak and strong must be two stages");
            }
        }

        @Override
        public List<String> inputs() {
            return List.of(weak, strong);
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) {
        return new Experiment(
                        context,
                        options,
                        TwoClassPrompts.of(
                                options.town().world(),
                                options.question(),
                                context.seed(),
                                options.prompts(),
                                options.test()))
                .run();
    }

    /// The trainings of one study and what came of them.
    private static final class Experiment {
        private final StageContext context;
        private final Options options;
        private final TwoClassPrompts data;
        private final Map<String, double[]> scores = new LinkedHashMap<>();
        private final List<Curve> curves = new ArrayList<>();

        private Experiment(StageContext context, Options options, TwoClassPrompts data) {
            this.context = context;
            this.options = options;
            this.data = data;
        }

        private StageResult run() {
            double[] weakLabels = weakSupervisor();
            student("strong ceiling", new Objective.CrossEntropy(), gold(data.second()));
            for (Loss loss : options.losses()) {
                context.checkCancelled();
                student(loss.label(), loss.objective(options.auxiliary()), weakLabels);
            }
            return result(weakLabels);
        }

        private double[] weakSupervisor() {
            Path folder = context.model(options.weak());
            try (ChatFormat format = ChatFormat.open(folder);
                    Decoder model = classifier(folder)) {
                learn("weak", model, format, new Objective.CrossEntropy(), data.first(), gold(data.first()));
                scores.put("weak", right(model, format));
                return WeakToStrongTrainer.probabilities(model, rows(format, data.second()), BATCH);
            }
        }

        private void student(String name, Objective objective, double[] labels) {
            Path folder = context.model(options.strong());
            try (ChatFormat format = ChatFormat.open(folder);
                    Decoder model = classifier(folder)) {
                learn(name, model, format, objective, data.second(), labels);
                scores.put(name, right(model, format));
            }
        }

        private Decoder classifier(Path folder) {
            Seed seed = context.seed().derive("head");
            return Engine.call(() -> {
                try (Decoder trunk = Checkpoint.read(folder)) {
                    return trunk.withHead(DecoderConfig.Head.STEP, seed);
                }
            });
        }

        private void learn(
                String name,
                Decoder model,
                ChatFormat format,
                Objective objective,
                List<HarborExample> examples,
                double[] labels) {
            List<int[]> rows = rows(format, examples);
            List<Labelled> texts = new ArrayList<>();
            for (int i = 0; i < labels.length; i++) {
                texts.add(new Labelled(rows.get(i), labels[i]));
            }
            int steps = name.equals("weak") ? options.weakSteps() : options.steps();
            TrainingContext training = new TrainingContext(
                    context.stage() + ": " + name,
                    context.seed().derive("training"),
                    context.checkpoint().resolve(name.replace(' ', '-')),
                    options.optimiser().checkpointEvery(),
                    context.progress(),
                    context::cancelled);
            TrainingCurves learned = new WeakToStrongTrainer(
                            options.optimiser().optimisation(steps, options.batch(), options.rate()),
                            objective,
                            BatchPlan.SHUFFLED)
                    .train(model, texts, training);
            for (Curve curve : Trainings.curves(learned)) {
                curves.add(new Curve(name + ": " + curve.name(), curve.unit(), curve.points()));
            }
        }

        private double[] right(Decoder model, ChatFormat format) {
            double[] found = WeakToStrongTrainer.probabilities(model, rows(format, data.test()), BATCH);
            double[] gold = gold(data.test());
            double[] right = new double[gold.length];
            for (int i = 0; i < right.length; i++) {
                right[i] = found[i] > .5 == gold[i] > .5 ? 1 : 0;
            }
            return right;
        }

        private static List<int[]> rows(ChatFormat format, List<HarborExample> examples) {
            return examples.stream()
                    .map(example -> format.prompt(example.prompt()))
                    .toList();
        }

        private double[] gold(List<HarborExample> examples) {
            return examples.stream()
                    .mapToDouble(example -> options.question().isPositive(example) ? 1 : 0)
                    .toArray();
        }

        private double[] scored(String name) {
            double[] found = scores.get(name);
            if (found == null) {
                throw new IllegalStateException("nothing was measured of " + name);
            }
            return found;
        }

        private StageResult result(double[] weakLabels) {
            List<NamedEstimate> estimates = new ArrayList<>();
            scores.forEach((name, right) -> estimates.add(new NamedEstimate(
                    "accuracy",
                    name,
                    rate(right),
                    OptionalDouble.empty(),
                    "Share of test requests, half of each class, that are told apart rightly.")));
            estimates.add(new NamedEstimate(
                    "accuracy of the labels",
                    "weak",
                    rate(agreements(weakLabels, gold(data.second()))),
                    OptionalDouble.empty(),
                    "Share of the weak labels, taken at one half, that are right."));
            List<Finding> findings = new ArrayList<>();
            Set<String> notes = new LinkedHashSet<>();
            notes.add("The supervisor learned from " + data.first().size()
                    + " prompts with gold labels; the students from "
                    + data.second().size() + " others; tested on " + data.test().size()
                    + " prompts of the other half of the town.");
            for (Loss loss : options.losses()) {
                recovered(loss, estimates, findings, notes);
            }
            return new StageResult(estimates, List.of(), findings, curves, List.of(), List.copyOf(notes));
        }

        private void recovered(Loss loss, List<NamedEstimate> estimates, List<Finding> findings, Set<String> notes) {
            PerformanceGap gap = new PerformanceGap(
                    scored("weak"), scored(loss.label()), scored("strong ceiling"), options.leastGap());
            gap.recovered(LEVEL)
                    .ifPresentOrElse(
                            pgr -> {
                                estimates.add(new NamedEstimate(
                                        "gap recovered",
                                        loss.label(),
                                        pgr,
                                        OptionalDouble.empty(),
                                        "PGR = (student - weak) / (ceiling - weak), over the same test questions."));
                                var gain = gap.gain(LEVEL);
                                findings.add(new Finding(
                                        "weak-to-strong-" + loss.label(),
                                        String.format(
                                                Locale.ROOT,
                                                "Under the loss %s the student recovers %.2f [%.2f, %.2f] of the gap"
                                                        + " between its supervisor and its ceiling (n %d).",
                                                loss.label(),
                                                pgr.value(),
                                                pgr.low(),
                                                pgr.high(),
                                                pgr.n()),
                                        gain,
                                        p(scored(loss.label()), scored("weak")),
                                        pgr.low() > 0));
                            },
                            () -> notes.add(loss.label() + ": " + gap.suppressed(LEVEL)));
        }

        /// Of no difference, paired by question; 1 where the two agree on every question.
        private static double p(double[] left, double[] right) {
            PairedDifference difference = PairedDifference.of(left, right);
            return difference.standardError() == 0 ? 1 : difference.test().p();
        }

        private static double[] agreements(double[] found, double[] gold) {
            double[] same = new double[gold.length];
            for (int i = 0; i < same.length; i++) {
                same[i] = found[i] > .5 == gold[i] > .5 ? 1 : 0;
            }
            return same;
        }

        private static Estimate rate(double[] right) {
            int hits = 0;
            for (double one : right) {
                hits += one == 1 ? 1 : 0;
            }
            if (right.length == 0) {
                throw new PlumblineException(ErrorCode.BAD_DATA, "no question to test on");
            }
            return new Proportion(hits, right.length).wilson(LEVEL);
        }
    }
}
