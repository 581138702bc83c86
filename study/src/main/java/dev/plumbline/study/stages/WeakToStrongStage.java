package dev.plumbline.study.stages;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.study.Curve;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Can a strong model learn more from a weak supervisor than the supervisor knows? (Burns et al. 2023, arXiv
/// 2312.09390.)
///
/// The question is one about a request to a Harbor assistant. Half of the teaching prompts train the weak
/// supervisor on gold labels; it labels the other half; the strong model learns that half three times: from gold labels
/// (the ceiling), and from the weak labels under each loss. All are tested on prompts of the audit's half of the town.
public final class WeakToStrongStage implements Stage<WeakToStrongStage.Options> {
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
            student(SupervisionOutcome.CEILING, new Objective.CrossEntropy(), gold(data.second()));
            for (Loss loss : options.losses()) {
                context.checkCancelled();
                student(loss.label(), loss.objective(options.auxiliary()), weakLabels);
            }
            String about = "The supervisor learned from " + data.first().size()
                    + " prompts with gold labels; the students from "
                    + data.second().size() + " others; tested on " + data.test().size()
                    + " prompts of the other half of the town.";
            return new SupervisionOutcome(options, scores, weakLabels, gold(data.second())).result(about, curves);
        }

        private double[] weakSupervisor() {
            Path folder = context.model(options.weak());
            try (ChatFormat format = ChatFormat.open(folder);
                    Decoder model = classifier(folder)) {
                learn(
                        SupervisionOutcome.WEAK,
                        model,
                        format,
                        new Objective.CrossEntropy(),
                        data.first(),
                        gold(data.first()));
                scores.put(SupervisionOutcome.WEAK, right(model, format));
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
            int steps = name.equals(SupervisionOutcome.WEAK) ? options.weakSteps() : options.steps();
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
            return agreements(found, gold(data.test()));
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
    }

    /// 1 for each question that is on the side of one half that the truth is on, else 0.
    static double[] agreements(double[] found, double[] gold) {
        double[] same = new double[gold.length];
        for (int i = 0; i < same.length; i++) {
            same[i] = found[i] > .5 == gold[i] > .5 ? 1 : 0;
        }
        return same;
    }
}
