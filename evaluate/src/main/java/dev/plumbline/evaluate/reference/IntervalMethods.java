package dev.plumbline.evaluate.reference;

import dev.plumbline.core.stats.ClusteredMean;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.core.stats.PairedProportions;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.core.stats.ProportionDifference;
import dev.plumbline.core.stats.WeightedMean;
import dev.plumbline.core.stats.WelchDifference;
import java.util.Map;
import java.util.function.Supplier;

/// How the reference cases of intervals are answered.
final class IntervalMethods {
    static final Map<String, Method> ALL = Map.of(
            "binomial_interval", IntervalMethods::binomial,
            "zero_failures_bound", IntervalMethods::zeroFailures,
            "mean_interval", IntervalMethods::mean,
            "weighted_mean", IntervalMethods::weighted,
            "cluster_mean", IntervalMethods::clustered,
            "paired_difference", IntervalMethods::paired,
            "welch_difference", IntervalMethods::welch,
            "difference_of_proportions", IntervalMethods::proportions,
            "difference_of_paired_proportions", IntervalMethods::pairedProportions);

    private IntervalMethods() {}

    private static Map<String, Supplier<?>> binomial(Input in) {
        Proportion p = new Proportion(in.integer("k"), in.integer("n"));
        double level = in.level();
        return Map.of(
                "estimate", p::value,
                "se", p::standardError,
                "wilson", () -> p.wilson(level),
                "wilson_cc", () -> p.wilsonContinuity(level),
                "clopper_pearson", () -> p.clopperPearson(level),
                "jeffreys", () -> p.jeffreys(level),
                "jeffreys_bcd", () -> p.jeffreysWithEnds(level),
                "agresti_coull", () -> p.agrestiCoull(level));
    }

    private static Map<String, Supplier<?>> zeroFailures(Input in) {
        int n = in.integer("n");
        return Map.of(
                "upper", () -> Proportion.zeroFailuresBound(n, in.level()),
                "rule_of_three", () -> Proportion.ruleOfThree(n));
    }

    private static Map<String, Supplier<?>> mean(Input in) {
        Mean mean = Mean.of(in.numbers("values"));
        return Map.of(
                "n", mean::n,
                "mean", mean::value,
                "sd", mean::sd,
                "se", mean::standardError,
                "interval", () -> mean.interval(in.level()));
    }

    private static Map<String, Supplier<?>> weighted(Input in) {
        WeightedMean mean = WeightedMean.of(in.numbers("values"), in.numbers("weights"));
        return Map.of(
                "mean", mean::value,
                "se", mean::standardError,
                "effective_n", mean::effectiveN,
                "interval", () -> mean.interval(in.level()));
    }

    private static Map<String, Supplier<?>> clustered(Input in) {
        ClusteredMean mean = ClusteredMean.of(in.numbers("values"), in.texts("clusters"));
        return Map.of(
                "n", mean::n,
                "clusters", mean::clusters,
                "mean", mean::value,
                "se_iid", mean::independentError,
                "cr0", mean::cr0,
                "cr1", mean::cr1,
                "miller", mean::miller,
                "interval", () -> mean.interval(in.level()),
                "design_effect", mean::designEffect);
    }

    private static Map<String, Supplier<?>> paired(Input in) {
        PairedDifference d = PairedDifference.of(in.numbers("a"), in.numbers("b"));
        return Map.of(
                "n", d::n,
                "mean", d::value,
                "se", d::standardError,
                "se_a", d::leftError,
                "se_b", d::rightError,
                "correlation", d::correlation,
                "interval", () -> d.interval(in.level()),
                "t", () -> d.test().statistic(),
                "p", () -> d.test().p());
    }

    private static Map<String, Supplier<?>> welch(Input in) {
        WelchDifference d = WelchDifference.of(in.numbers("a"), in.numbers("b"));
        return Map.of(
                "difference", d::value,
                "t", () -> d.test().statistic(),
                "df", d::degreesOfFreedom,
                "p", () -> d.test().p(),
                "interval", () -> d.interval(in.level()));
    }

    private static Map<String, Supplier<?>> proportions(Input in) {
        ProportionDifference d = new ProportionDifference(
                new Proportion(in.integer("k1"), in.integer("n1")), new Proportion(in.integer("k2"), in.integer("n2")));
        return Map.of(
                "difference", d::value,
                "newcombe", () -> d.newcombe(in.level()),
                "agresti_caffo", () -> d.agrestiCaffo(in.level()),
                "wald", () -> d.wald(in.level()));
    }

    private static Map<String, Supplier<?>> pairedProportions(Input in) {
        PairedProportions d = new PairedProportions(in.integer("a"), in.integer("b"), in.integer("c"), in.integer("d"));
        return Map.of(
                "difference", d::value,
                "method8", () -> d.newcombeUncorrected(in.level()),
                "method10", () -> d.newcombe(in.level()));
    }
}
