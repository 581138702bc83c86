package dev.plumbline.core.stats;

import java.util.Map;
import java.util.function.Supplier;

/// How the reference cases of correlation and resampling are answered.
final class ResamplingMethods {
    static final Map<String, Golden.Method> ALL = Map.of(
            "correlation", ResamplingMethods::correlation,
            "partial_correlation", ResamplingMethods::partial);

    private ResamplingMethods() {}

    private static Map<String, Supplier<?>> correlation(Input in) {
        double[] x = in.numbers("x");
        double[] y = in.numbers("y");
        Correlation pearson = Correlation.pearson(x, y);
        Correlation spearman = Correlation.spearman(x, y);
        KendallTau kendall = KendallTau.of(x, y);
        return Map.ofEntries(
                Map.entry("kendall_tau_b", kendall::value),
                Map.entry("kendall_p", kendall::p),
                Map.entry("kendall_interval", () -> kendall.interval(in.level())),
                Map.entry("kendall_exact", kendall::exactP),
                Map.entry("pearson", pearson::value),
                Map.entry("pearson_p", pearson::p),
                Map.entry("pearson_interval", () -> pearson.interval(in.level())),
                Map.entry("spearman", spearman::value),
                Map.entry("spearman_p", spearman::p),
                Map.entry("spearman_interval", () -> spearman.interval(in.level())));
    }

    private static Map<String, Supplier<?>> partial(Input in) {
        PartialCorrelation r = PartialCorrelation.of(in.numbers("x"), in.numbers("y"), in.matrix("covariates"));
        return Map.of("r", r::value, "p", r::p, "interval", () -> r.interval(in.level()));
    }
}
