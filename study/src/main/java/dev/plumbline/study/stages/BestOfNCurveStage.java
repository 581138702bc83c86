package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.AdjustedP;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.study.Comparison;
import dev.plumbline.study.Curve;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.watch.BestOfN;
import dev.plumbline.train.watch.RewardFit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// Gold utility of best-of-n against KL under the reward models of an ensemble: each alone (averaged over members), and
/// what is made of all of them.
public final class BestOfNCurveStage implements Stage<BestOfNCurveStage.Options> {
    private static final double LEVEL = .95;
    private static final String SINGLE = "single";

    /// Whose answers, judged by whom.
    public record Options(
            @Option(doc = "the stage whose model answers") String from,

            @Option(doc = "the stage of the kind reward-ensemble")
            String rewards,

            @Option(doc = "the town", defaultValue = "{}") TownOptions town,

            @Option(doc = "prompts", range = ">= 2", defaultValue = "200")
            int prompts,

            @Option(doc = "answers to each", range = ">= 4", defaultValue = "64")
            int samples,

            @Option(
                    doc = "the numbers of answers to choose from, rising from 1",
                    range = "at most a quarter of samples",
                    defaultValue = "[1, 2, 4, 8, 16]")
            List<Integer> n,

            @Option(doc = "weight of the members' variance", range = ">= 0", defaultValue = "0.5")
            double lambda,

            @Option(doc = "longest answer", unit = "tokens", range = ">= 1", defaultValue = "32")
            int maxTokens)
            implements StageOptions {
        public Options {
            n = List.copyOf(n);
            Checks.atLeast("prompts", prompts, 2);
            Checks.atLeast("samples", samples, 4);
            Checks.within("lambda", lambda, 0, Double.MAX_VALUE);
            Checks.atLeast("max-tokens", maxTokens, 1);
            if (n.size() < 3 || n.getFirst() != 1 || n.getLast() * 4 > samples) {
                throw Checks.bad("n must name three numbers or more, from 1 to a quarter of samples; found " + n);
            }
            Checks.rising("n", n);
        }

        @Override
        public List<String> inputs() {
            return List.of(from, rewards);
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) {
        Seed seed = context.seed();
        try (CheckpointModel model = CheckpointModel.open(context.model(options.from()), options.from())) {
            HarborRollouts rollouts = new HarborRollouts(
                    model,
                    HarborRollouts.examples(options.town(), seed.derive("prompts"), options.prompts()),
                    options.maxTokens());
            context.progress().note("sampling " + options.prompts() * options.samples() + " answers");
            List<RewardFunction.Sampled> answers =
                    rollouts.sample(model.decoder(), options.samples(), seed.derive("answers"));
            double[] gold = rollouts.gold(answers, options.samples());
            String[] texts = answers.stream().map(rollouts::text).toArray(String[]::new);
            Curves curves = new Curves(options);
            try (ProxyRewards proxies = new ProxyRewards(
                    RewardEnsembleStage.members(context.input(options.rewards()), options.rewards()), answers)) {
                List<double[]> each = proxies.members().stream()
                        .map(member -> member.rewards(answers))
                        .toList();
                curves.single(each, gold, texts);
                for (ProxyRewards.Using using : ProxyRewards.Using.values()) {
                    if (using != ProxyRewards.Using.SINGLE) {
                        curves.add(
                                using.label(),
                                proxies.of(using, options.lambda()).rewards(answers),
                                gold,
                                texts);
                    }
                }
                curves.add("gold itself", gold, gold, texts);
            }
            return curves.result(seed.derive("bootstrap"));
        }
    }

    /// Best-of-n curves by the name of the reward that chooses.
    private static final class Curves {
        private final Options options;
        private final Map<String, List<BestOfN>> curves = new LinkedHashMap<>();

        private Curves(Options options) {
            this.options = options;
        }

        private List<BestOfN> points(double[] proxy, double[] gold, String[] texts) {
            List<BestOfN.Samples> prompts = new ArrayList<>();
            for (int p = 0; p < options.prompts(); p++) {
                int from = p * options.samples();
                int to = from + options.samples();
                prompts.add(new BestOfN.Samples(
                        java.util.Arrays.copyOfRange(texts, from, to),
                        java.util.Arrays.copyOfRange(proxy, from, to),
                        java.util.Arrays.copyOfRange(gold, from, to)));
            }
            return options.n().stream().map(n -> BestOfN.of(prompts, n)).toList();
        }

        private void add(String name, double[] proxy, double[] gold, String[] texts) {
            curves.put(name, points(proxy, gold, texts));
        }

        /// What a member alone gives, as a mean over members, prompt by prompt.
        private void single(List<double[]> members, double[] gold, String[] texts) {
            List<List<BestOfN>> each =
                    members.stream().map(proxy -> points(proxy, gold, texts)).toList();
            List<BestOfN> mean = new ArrayList<>();
            for (int i = 0; i < options.n().size(); i++) {
                double kl = 0;
                double[] proxy = new double[options.prompts()];
                double[] truly = new double[options.prompts()];
                for (List<BestOfN> member : each) {
                    kl += member.get(i).kl() / each.size();
                    for (int p = 0; p < truly.length; p++) {
                        proxy[p] += member.get(i).proxy()[p] / each.size();
                        truly[p] += member.get(i).gold()[p] / each.size();
                    }
                }
                BestOfN one = each.getFirst().get(i);
                mean.add(new BestOfN(one.n(), one.bound(), kl, proxy, truly));
            }
            curves.put(SINGLE, mean);
        }

        private StageResult result(Seed seed) {
            List<NamedEstimate> estimates = new ArrayList<>();
            List<Curve> shown = new ArrayList<>();
            List<String> notes = new ArrayList<>();
            notes.add("Gains are over one answer, paired by prompt (n " + options.prompts() + "); every n uses all "
                    + options.samples() + " answers, so no draw of best-of-n adds noise.");
            curves.forEach((name, points) -> {
                gains(name, points, estimates);
                shown.add(curve(name + ": gold gain by answers chosen from", points));
                fit(name, points, seed, estimates, notes);
            });
            List<Comparison> comparisons = new ArrayList<>();
            List<Finding> findings = new ArrayList<>();
            findings.add(turn());
            compare(comparisons, findings);
            return new StageResult(estimates, comparisons, findings, shown, List.of(), notes);
        }

        private void gains(String name, List<BestOfN> points, List<NamedEstimate> estimates) {
            for (BestOfN point : points.subList(1, points.size())) {
                estimates.add(new NamedEstimate(
                        "gold gain",
                        name + ", n = " + point.n(),
                        difference(point, points.getFirst()).interval(LEVEL),
                        OptionalDouble.empty(),
                        String.format(
                                Locale.ROOT,
                                "Gold utility of the best of %d by this reward less that of one answer, at a KL of"
                                        + " %.3f nats (at most %.3f).",
                                point.n(),
                                point.kl(),
                                point.bound())));
            }
        }

        private static Curve curve(String name, List<BestOfN> points) {
            double start = points.getFirst().meanGold();
            return new Curve(
                    name,
                    "utility",
                    points.stream()
                            .map(point -> new Curve.Point(point.n(), point.meanGold() - start))
                            .toList());
        }

        private void fit(
                String name, List<BestOfN> points, Seed seed, List<NamedEstimate> estimates, List<String> notes) {
            double[] d =
                    points.stream().mapToDouble(point -> Math.sqrt(point.kl())).toArray();
            double[][] rewards = new double[options.prompts()][d.length];
            for (int p = 0; p < rewards.length; p++) {
                for (int i = 0; i < d.length; i++) {
                    rewards[p][i] = points.get(i).gold()[p] - points.getFirst().gold()[p];
                }
            }
            RewardFit fit = RewardFit.of(RewardFit.Form.BEST_OF_N, d, rewards, seed);
            estimates.add(named("alpha of d (alpha - beta d)", name, fit.alpha()));
            estimates.add(named("beta of d (alpha - beta d)", name, fit.beta()));
            fit.peak().forEach(peak -> estimates.add(named("d at which the fit peaks", name, peak)));
            notes.add(String.format(
                    Locale.ROOT,
                    "%s: fitted over d = sqrt(KL) up to %.2f, root mean square of the rest %.4f.",
                    name,
                    d[d.length - 1],
                    fit.residual()));
        }

        private static NamedEstimate named(String name, String model, Estimate estimate) {
            return new NamedEstimate(
                    name,
                    model,
                    estimate,
                    OptionalDouble.empty(),
                    "Of the form of Gao et al. 2022 fitted to the gold gain over d = sqrt(KL); percentile bootstrap"
                            + " over prompts.");
        }

        /// Whether more choice under a single reward model costs gold utility in the end.
        private Finding turn() {
            List<BestOfN> points = of(SINGLE);
            BestOfN last = points.getLast();
            BestOfN best = points.getFirst();
            for (BestOfN point : points) {
                best = point.meanGold() > best.meanGold() ? point : best;
            }
            BestOfN peak = best.n() == last.n() ? points.get(points.size() - 2) : best;
            PairedDifference fall = difference(last, peak);
            Estimate interval = fall.interval(LEVEL);
            String text = String.format(
                    Locale.ROOT,
                    "Under a single reward model the gold utility is greatest at n = %d; from n = %d to %d it changes by"
                            + " %+.4f [%+.4f, %+.4f] while the proxy rises by %.3f.",
                    best.n(),
                    peak.n(),
                    last.n(),
                    interval.value(),
                    interval.low(),
                    interval.high(),
                    last.meanProxy() - peak.meanProxy());
            return new Finding("over-optimisation", text, interval, p(fall), interval.high() < 0);
        }

        /// Each ensemble against a single reward model at the largest n, p by Holm over the three.
        private void compare(List<Comparison> comparisons, List<Finding> findings) {
            List<String> names = Stream.of(ProxyRewards.Using.values())
                    .filter(using -> using != ProxyRewards.Using.SINGLE)
                    .map(ProxyRewards.Using::label)
                    .toList();
            List<PairedDifference> differences = names.stream()
                    .map(name -> difference(of(name).getLast(), of(SINGLE).getLast()))
                    .toList();
            double[] adjusted =
                    AdjustedP.holm(differences.stream().mapToDouble(Curves::p).toArray());
            for (int i = 0; i < names.size(); i++) {
                Estimate interval = differences.get(i).interval(LEVEL);
                comparisons.add(new Comparison(
                        "gold utility", names.get(i), SINGLE, interval, p(differences.get(i)), adjusted[i]));
                String text = String.format(
                        Locale.ROOT,
                        "At n = %d the ensemble (%s) gives %+.4f [%+.4f, %+.4f] more gold utility than a single reward"
                                + " model.",
                        of(SINGLE).getLast().n(),
                        names.get(i),
                        interval.value(),
                        interval.low(),
                        interval.high());
                findings.add(new Finding("ensemble-" + names.get(i), text, interval, adjusted[i], interval.low() > 0));
            }
        }

        private List<BestOfN> of(String name) {
            return curves.getOrDefault(name, List.of());
        }

        private static PairedDifference difference(BestOfN left, BestOfN right) {
            return PairedDifference.of(left.gold(), right.gold());
        }

        private static double p(PairedDifference difference) {
            return difference.standardError() == 0 ? 1 : difference.test().p();
        }
    }
}
