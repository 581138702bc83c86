package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.AdjustedP;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.study.Comparison;
import dev.plumbline.study.Curve;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.watch.BestOfN;
import dev.plumbline.train.watch.RewardFit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// Gold utility of best-of-n by the name of the reward that chooses, and what comes of it: gains over one answer, the
/// fitted form, whether more choice costs, whether ensembles help.
final class BestOfNCurves {
    private static final double LEVEL = .95;
    private static final String SINGLE = "single";

    private final BestOfNCurveStage.Options options;
    private final Map<String, List<BestOfN>> curves = new LinkedHashMap<>();

    BestOfNCurves(BestOfNCurveStage.Options options) {
        this.options = options;
    }

    private List<BestOfN> points(double[] proxy, double[] gold, String[] texts) {
        List<BestOfN.Samples> prompts = new ArrayList<>();
        for (int p = 0; p < options.prompts(); p++) {
            int from = p * options.samples();
            int to = from + options.samples();
            prompts.add(new BestOfN.Samples(
                    Arrays.copyOfRange(texts, from, to),
                    Arrays.copyOfRange(proxy, from, to),
                    Arrays.copyOfRange(gold, from, to)));
        }
        return options.n().stream().map(n -> BestOfN.of(prompts, n)).toList();
    }

    /// What this reward chooses.
    void add(String name, double[] proxy, double[] gold, String[] texts) {
        curves.put(name, points(proxy, gold, texts));
    }

    /// What a member alone gives, as a mean over members, prompt by prompt.
    void single(List<double[]> members, double[] gold, String[] texts) {
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

    /// Gains, fits, comparisons of all that was added; one of them is [#single].
    StageResult result(Seed seed) {
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

    private void fit(String name, List<BestOfN> points, Seed seed, List<NamedEstimate> estimates, List<String> notes) {
        double[] d = points.stream().mapToDouble(point -> Math.sqrt(point.kl())).toArray();
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
        double[] adjusted = AdjustedP.holm(
                differences.stream().mapToDouble(BestOfNCurves::p).toArray());
        for (int i = 0; i < names.size(); i++) {
            Estimate interval = differences.get(i).interval(LEVEL);
            comparisons.add(
                    new Comparison("gold utility", names.get(i), SINGLE, interval, p(differences.get(i)), adjusted[i]));
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
