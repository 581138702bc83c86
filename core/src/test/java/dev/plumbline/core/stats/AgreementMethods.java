package dev.plumbline.core.stats;

import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// How the reference cases of agreement between raters are answered.
final class AgreementMethods {
    static final Map<String, Golden.Method> ALL = Map.of(
            "cohen_kappa", AgreementMethods::cohen,
            "krippendorff_alpha", AgreementMethods::krippendorff);

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

    private static AgreementWeights weights(Input in) {
        return AgreementWeights.valueOf(in.text("weights").toUpperCase(Locale.ROOT));
    }
}
