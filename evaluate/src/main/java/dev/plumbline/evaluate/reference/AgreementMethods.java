package dev.plumbline.evaluate.reference;

import dev.plumbline.core.stats.AgreementWeights;
import dev.plumbline.core.stats.ChanceAgreement;
import dev.plumbline.core.stats.CohenKappa;
import dev.plumbline.core.stats.FleissKappa;
import dev.plumbline.core.stats.GwetCoefficient;
import dev.plumbline.core.stats.IntraclassCorrelation;
import dev.plumbline.core.stats.KrippendorffAlpha;
import dev.plumbline.core.stats.Ratings;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// How the reference cases of agreement between raters are answered.
final class AgreementMethods {
    static final Map<String, Method> ALL = Map.of(
            "cohen_kappa", AgreementMethods::cohen,
            "two_rater_chance", AgreementMethods::chance,
            "fleiss_kappa", AgreementMethods::fleiss,
            "krippendorff_alpha", AgreementMethods::krippendorff,
            "gwet", AgreementMethods::gwet,
            "icc", AgreementMethods::icc);

    private AgreementMethods() {}

    private static Map<String, Supplier<?>> cohen(Input in) {
        Ratings ratings = in.twoRaters();
        CohenKappa kappa = CohenKappa.of(ratings, weights(in));
        return Map.of(
                "n", kappa::n,
                "missing", kappa::missing,
                "observed", kappa::observed,
                "expected", kappa::expected,
                "percent_agreement", () -> ratings.agreement(0, 1).value(),
                "kappa", kappa::kappa,
                "se", kappa::standardError,
                "se_null", kappa::nullError);
    }

    private static Map<String, Supplier<?>> krippendorff(Input in) {
        KrippendorffAlpha alpha = KrippendorffAlpha.of(
                in.ratings(), KrippendorffAlpha.Metric.valueOf(in.text("metric").toUpperCase(Locale.ROOT)));
        return Map.of(
                "pairable", alpha::pairable,
                "observed", alpha::observed,
                "expected", alpha::expected,
                "alpha", alpha::alpha);
    }

    private static Map<String, Supplier<?>> chance(Input in) {
        ChanceAgreement agreement = ChanceAgreement.of(in.twoRaters());
        return Map.of(
                "percent_agreement", agreement::observed,
                "scott_pi", agreement::scottPi,
                "bennett_s", agreement::bennettS);
    }

    private static Map<String, Supplier<?>> fleiss(Input in) {
        FleissKappa kappa = FleissKappa.of(in.table("counts"));
        return Map.of(
                "observed", kappa::observed,
                "expected", kappa::expected,
                "kappa", kappa::kappa,
                "se_null", kappa::nullError,
                "randolph", kappa::randolph);
    }

    private static Map<String, Supplier<?>> gwet(Input in) {
        Ratings ratings = in.ratings();
        Supplier<GwetCoefficient> gwet = () -> GwetCoefficient.of(ratings, weights(in));
        return Map.of(
                "items", () -> rated(in),
                "observed", () -> gwet.get().observed(),
                "expected", () -> gwet.get().expected(),
                "coefficient", () -> gwet.get().coefficient(),
                "se", () -> gwet.get().standardError(),
                "interval", () -> gwet.get().interval(in.level()));
    }

    /// How many items have a rating.
    private static long rated(Input in) {
        return in.list("ratings").stream()
                .filter(row -> row.valueStream().anyMatch(rating -> !rating.isNull()))
                .count();
    }

    private static Map<String, Supplier<?>> icc(Input in) {
        IntraclassCorrelation icc = IntraclassCorrelation.of(in.matrix("ratings"));
        return Map.ofEntries(
                Map.entry("ms_items", icc::msItems),
                Map.entry("ms_raters", icc::msRaters),
                Map.entry("ms_error", icc::msError),
                Map.entry("ms_within", icc::msWithin),
                Map.entry("icc1", icc::oneWay),
                Map.entry("icc1k", icc::oneWayMean),
                Map.entry("icc1_interval", () -> icc.oneWayInterval(in.level())),
                Map.entry("f1", () -> icc.oneWayTest().statistic()),
                Map.entry("p1", () -> icc.oneWayTest().p()),
                Map.entry("icc2", icc::twoWay),
                Map.entry("icc2k", icc::twoWayMean),
                Map.entry("icc2_interval", () -> icc.twoWayInterval(in.level())),
                Map.entry("icc3", icc::consistency),
                Map.entry("icc3k", icc::consistencyMean),
                Map.entry("icc3_interval", () -> icc.consistencyInterval(in.level())),
                Map.entry("f3", () -> icc.consistencyTest().statistic()),
                Map.entry("p3", () -> icc.consistencyTest().p()));
    }

    private static AgreementWeights weights(Input in) {
        return AgreementWeights.valueOf(in.text("weights").toUpperCase(Locale.ROOT));
    }
}
