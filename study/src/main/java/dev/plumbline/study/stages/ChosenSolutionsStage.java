package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.AdjustedP;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.study.Comparison;
import dev.plumbline.study.Curve;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.stages.WorkedSums.Worked;
import dev.plumbline.train.ProcessRewardTrainer;
import dev.plumbline.train.StepRow;
import dev.plumbline.train.watch.BestOfN;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// Best-of-n on stepwise sums, chosen by a process reward model and by an outcome reward model (Lightman et al. 2023,
/// arXiv 2305.20050): how often the chosen solution ends rightly, by n, and the paired difference.
///
/// A process reward model's score is the product of its steps' probabilities; an outcome model's, the probability that
/// it gives the whole solution. A solution that names no result is behind all others, whoever judges.
public final class ChosenSolutionsStage implements Stage<ChosenSolutionsStage.Options> {
    private static final double LEVEL = .95;
    private static final String PROCESS = "process";
    private static final String OUTCOME = "outcome";
    private static final int BATCH = 256;

    /// Below the logarithm of any product of probabilities.
    private static final double NO_RESULT = -1e6;

    /// Whose solutions, judged by whom.
    public record Options(
            @Option(doc = "the stage whose model solves") String from,

            @Option(doc = "the stage of a process reward model, of every step")
            String process,

            @Option(doc = "the stage of an outcome reward model (last-step-only)")
            String outcome,

            @Option(
                    doc = "the town; its sums of two steps or more, from the half that is kept for audits",
                    defaultValue = "{}")
            TownOptions town,

            @Option(doc = "most sums", range = ">= 2", defaultValue = "200")
            int prompts,

            @Option(doc = "solutions of each", range = ">= 4", defaultValue = "64")
            int samples,

            @Option(
                    doc = "the numbers of solutions to choose from, rising from 1",
                    range = "at most a half of samples",
                    defaultValue = "[1, 2, 4, 8, 16, 32]")
            List<Integer> n,

            @Option(doc = "temperature at which they are drawn", range = "> 0", defaultValue = "1.0")
            double temperature,

            @Option(doc = "longest solution", unit = "tokens", range = ">= 1", defaultValue = "32")
            int maxTokens)
            implements StageOptions {
        public Options {
            n = List.copyOf(n);
            Checks.atLeast("prompts", prompts, 2);
            Checks.atLeast("samples", samples, 4);
            Checks.positive("temperature", temperature);
            Checks.atLeast("max-tokens", maxTokens, 1);
            if (n.size() < 2 || n.getFirst() != 1 || n.getLast() * 2 > samples) {
                throw Checks.bad("n must name two numbers or more, from 1 to a half of samples; found " + n);
            }
            Checks.rising("n", n);
        }

        @Override
        public List<String> inputs() {
            return Trainings.inputs(from, process, outcome);
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) {
        Seed seed = context.seed();
        try (CheckpointModel model = CheckpointModel.open(context.model(options.from()), options.from())) {
            List<HarborExample> sums = WorkedSums.audited(options.town(), seed.derive("sums"), options.prompts());
            List<Worked> solutions = WorkedSums.sample(
                    context,
                    model,
                    sums,
                    options.samples(),
                    options.temperature(),
                    options.maxTokens(),
                    seed.derive("solutions"));
            double[] gold =
                    solutions.stream().mapToDouble(one -> one.outcome() ? 1 : 0).toArray();
            Map<String, double[]> scores = new LinkedHashMap<>();
            scores.put(PROCESS, scores(context, options.process(), model, solutions, true));
            scores.put(OUTCOME, scores(context, options.outcome(), model, solutions, false));
            scores.put("the truth", gold);
            return new Curves(options, sums.size(), solutions, scores, gold).result();
        }
    }

    /// The score of every solution by a model with a step head.
    private static double[] scores(
            StageContext context, String judge, CheckpointModel model, List<Worked> solutions, boolean everyStep) {
        List<StepRow> rows = new ArrayList<>();
        try (Decoder decoder = Engine.call(() -> Checkpoint.read(context.model(judge)))) {
            StepRows all = new StepRows(model.format(), "\n", decoder.config().context());
            for (Worked one : solutions) {
                List<String> steps = everyStep ? one.steps() : List.of(String.join(" ", one.steps()));
                rows.add(all.row("a solution", one.example().prompt(), steps, Collections.nCopies(steps.size(), 0.0), 0)
                        .orElseThrow(() -> new PlumblineException(
                                ErrorCode.BAD_DATA,
                                context.stage() + ": a solution does not fit the context of " + judge
                                        + "; lower max-tokens")));
            }
            context.progress().note("judging " + rows.size() + " solutions by " + judge);
            List<double[]> judged = ProcessRewardTrainer.judge(decoder, rows, BATCH);
            double[] scores = new double[judged.size()];
            Arrays.setAll(scores, i -> solutions.get(i).answers() ? logProduct(judged.get(i)) : NO_RESULT);
            return scores;
        }
    }

    private static double logProduct(double[] probabilities) {
        return Arrays.stream(probabilities)
                .map(p -> Math.log(Math.max(p, Double.MIN_NORMAL)))
                .sum();
    }

    /// Best-of-n curves by who chooses.
    private static final class Curves {
        private final Options options;
        private final Map<String, List<BestOfN>> curves = new LinkedHashMap<>();

        private Curves(Options options, int sums, List<Worked> solutions, Map<String, double[]> scores, double[] gold) {
            this.options = options;
            String[] texts = solutions.stream().map(Worked::text).toArray(String[]::new);
            scores.forEach((name, proxy) -> {
                List<BestOfN.Samples> prompts = new ArrayList<>();
                for (int at = 0; at < sums * options.samples(); at += options.samples()) {
                    int to = at + options.samples();
                    prompts.add(new BestOfN.Samples(
                            Arrays.copyOfRange(texts, at, to),
                            Arrays.copyOfRange(proxy, at, to),
                            Arrays.copyOfRange(gold, at, to)));
                }
                curves.put(
                        name,
                        options.n().stream().map(n -> BestOfN.of(prompts, n)).toList());
            });
        }

        private StageResult result() {
            List<NamedEstimate> estimates = new ArrayList<>();
            List<Curve> shown = new ArrayList<>();
            curves.forEach((name, points) -> {
                for (BestOfN point : points) {
                    estimates.add(new NamedEstimate(
                            "right results",
                            name + ", n = " + point.n(),
                            Mean.of(point.gold()).interval(LEVEL),
                            OptionalDouble.empty(),
                            "Share of sums whose best of " + point.n()
                                    + " solutions by this judge ends rightly, in expectation over draws."));
                }
                shown.add(new Curve(
                        name + ": right results by solutions chosen from",
                        "",
                        points.stream()
                                .map(point -> new Curve.Point(point.n(), point.meanGold()))
                                .toList()));
            });
            List<Comparison> comparisons = new ArrayList<>();
            Finding finding = compared(comparisons);
            return new StageResult(
                    estimates,
                    comparisons,
                    List.of(finding),
                    shown,
                    List.of(),
                    List.of("Every n uses all " + options.samples()
                            + " solutions of a sum, so no draw of best-of-n adds noise; intervals and tests are over"
                            + " sums."));
        }

        /// Process against outcome at every n above 1, p by Holm over them; the finding is of the largest.
        private Finding compared(List<Comparison> comparisons) {
            List<BestOfN> process = curves.getOrDefault(PROCESS, List.of());
            List<BestOfN> outcome = curves.getOrDefault(OUTCOME, List.of());
            List<PairedDifference> differences = new ArrayList<>();
            for (int i = 1; i < process.size(); i++) {
                differences.add(PairedDifference.of(
                        process.get(i).gold(), outcome.get(i).gold()));
            }
            double[] p = differences.stream()
                    .mapToDouble(
                            one -> one.standardError() == 0 ? 1 : one.test().p())
                    .toArray();
            double[] adjusted = AdjustedP.holm(p);
            for (int i = 0; i < p.length; i++) {
                int n = process.get(i + 1).n();
                comparisons.add(new Comparison(
                        "right results, n = " + n,
                        PROCESS,
                        OUTCOME,
                        differences.get(i).interval(LEVEL),
                        p[i],
                        adjusted[i]));
            }
            BestOfN best = process.getLast();
            Estimate gap = differences.getLast().interval(LEVEL);
            String text = String.format(
                    Locale.ROOT,
                    "The best of %d by process supervision ends rightly in %.3f of sums, by outcome supervision in %.3f"
                            + " (one solution alone: %.3f): a difference of %+.3f [%+.3f, %+.3f].",
                    best.n(),
                    best.meanGold(),
                    outcome.getLast().meanGold(),
                    process.getFirst().meanGold(),
                    gap.value(),
                    gap.low(),
                    gap.high());
            return new Finding("process-supervision", text, gap, adjusted[p.length - 1], gap.low() > 0);
        }
    }
}
