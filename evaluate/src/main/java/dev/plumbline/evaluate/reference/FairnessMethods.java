package dev.plumbline.evaluate.reference;

import dev.plumbline.core.stats.BiasScore;
import dev.plumbline.core.stats.GroupFairness;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.core.stats.TimeHorizon;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// How the reference cases of fairness and of time horizons are answered.
final class FairnessMethods {
    static final Map<String, Method> ALL = Map.of(
            "fairness", FairnessMethods::fairness,
            "bbq", FairnessMethods::bbq,
            "time_horizon", FairnessMethods::horizon);

    private FairnessMethods() {}

    private static Map<String, Supplier<?>> fairness(Input in) {
        GroupFairness f = GroupFairness.of(in.flags("labels"), in.flags("predictions"), in.texts("groups"));
        return Map.ofEntries(
                Map.entry("selection_rate", () -> byGroup(f, GroupFairness.Counts::selected)),
                Map.entry("tpr", () -> byGroup(f, GroupFairness.Counts::truePositiveRate)),
                Map.entry("fpr", () -> byGroup(f, GroupFairness.Counts::falsePositiveRate)),
                Map.entry("demographic_parity_difference", f::demographicParityDifference),
                Map.entry("demographic_parity_ratio", f::demographicParityRatio),
                Map.entry("disparate_impact", () -> impacts(f, in.text("privileged"))),
                Map.entry("equal_opportunity_difference", f::equalOpportunityDifference),
                Map.entry("equal_opportunity_ratio", f::equalOpportunityRatio),
                Map.entry("equalised_odds_difference", f::equalisedOddsDifference),
                Map.entry("equalised_odds_difference_mean", f::meanOddsDifference),
                Map.entry("fpr_ratio", f::falsePositiveRatio));
    }

    private static Map<String, Supplier<?>> byGroup(
            GroupFairness fairness, Function<GroupFairness.Counts, Proportion> rate) {
        Map<String, Supplier<?>> rates = new LinkedHashMap<>();
        fairness.groups()
                .forEach((group, counts) ->
                        rates.put(group, () -> rate.apply(counts).value()));
        return rates;
    }

    private static Map<String, Supplier<?>> impacts(GroupFairness fairness, String privileged) {
        Map<String, Supplier<?>> impacts = new LinkedHashMap<>();
        for (String group : fairness.groups().keySet()) {
            impacts.put(group, () -> fairness.disparateImpact(group, privileged));
        }
        return impacts;
    }

    private static Map<String, Supplier<?>> bbq(Input in) {
        BiasScore ambiguous = score(in.integers("ambiguous"));
        BiasScore disambiguated = score(in.integers("disambiguated"));
        return Map.of(
                "ambiguous", () -> parts(ambiguous, ambiguous::ambiguous),
                "disambiguated", () -> parts(disambiguated, disambiguated::disambiguated));
    }

    private static BiasScore score(int... counts) {
        return new BiasScore(counts[0], counts[1], counts[2], counts[3]);
    }

    private static Map<String, Supplier<?>> parts(BiasScore of, Supplier<?> score) {
        return Map.of("accuracy", () -> of.accuracy().value(), "score", score);
    }

    private static Map<String, Supplier<?>> horizon(Input in) {
        TimeHorizon fit = TimeHorizon.fit(in.numbers("minutes"), in.numbers("successes"), in.numbers("weights"));
        return Map.of(
                "b0", () -> fit.fit().coefficients()[0],
                "b1", () -> fit.fit().coefficients()[1],
                "cov", fit.fit()::covariance,
                "horizon_50", () -> horizon(fit, 0.5, in.level()),
                "horizon_80", () -> horizon(fit, 0.8, in.level()));
    }

    private static Map<String, Object> horizon(TimeHorizon fit, double p, double level) {
        return Map.of(
                "minutes", Math.pow(2, fit.log2Minutes(p)),
                "se_log2", fit.log2Error(p),
                "interval", fit.horizon(p, level));
    }
}
