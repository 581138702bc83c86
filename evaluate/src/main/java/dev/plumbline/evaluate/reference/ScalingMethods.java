package dev.plumbline.evaluate.reference;

import dev.plumbline.core.stats.ConformalQuantile;
import dev.plumbline.core.stats.IsotonicRegression;
import dev.plumbline.core.stats.PlattScaling;
import dev.plumbline.core.stats.TemperatureScaling;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/// How the reference cases of turning scores into probabilities are answered.
final class ScalingMethods {
    static final Map<String, Method> ALL = Map.of(
            "temperature", ScalingMethods::temperature,
            "platt", ScalingMethods::platt,
            "isotonic", ScalingMethods::isotonic,
            "conformal_quantile", ScalingMethods::conformal);

    private ScalingMethods() {}

    private static Map<String, Supplier<?>> temperature(Input in) {
        TemperatureScaling fit = TemperatureScaling.fit(in.matrix("logits"), in.integers("labels"));
        return Map.of("temperature", fit::temperature, "nll_before", fit::lossBefore, "nll_after", fit::lossAfter);
    }

    private static Map<String, Supplier<?>> platt(Input in) {
        PlattScaling fit = PlattScaling.fit(in.numbers("scores"), in.flags("outcomes"));
        return Map.of(
                "a",
                fit::a,
                "b",
                fit::b,
                "probabilities",
                () -> Arrays.stream(in.numbers("scores")).map(fit::probability).toArray());
    }

    private static Map<String, Supplier<?>> isotonic(Input in) {
        IsotonicRegression fit = IsotonicRegression.fit(in.numbers("x"), in.numbers("y"), in.numbers("weights"));
        return Map.of(
                "fitted", () -> Arrays.stream(in.numbers("x")).map(fit::at).toArray(),
                "predicted", () -> Arrays.stream(in.numbers("at")).map(fit::at).toArray());
    }

    private static Map<String, Supplier<?>> conformal(Input in) {
        ConformalQuantile q = ConformalQuantile.of(in.numbers("scores"), new BigDecimal(in.text("alpha")));
        return Map.of("rank", q::rank, "quantile", q::quantile);
    }
}
