package dev.plumbline.cli;

import dev.plumbline.core.Estimate;
import java.util.LinkedHashMap;
import java.util.Map;

/// An estimate as a person and as a machine read it: never without its interval.
final class EstimateText {
    private EstimateText() {}

    /// `0.4123 [0.3511, 0.4735] (n 20)`, with what is missing where something is.
    static String of(Estimate estimate) {
        String missing = estimate.missingCount() == 0 ? "" : ", missing " + estimate.missingCount();
        return Figures.number(estimate.value()) + " [" + Figures.number(estimate.low()) + ", "
                + Figures.number(estimate.high()) + "] (n " + estimate.n() + missing + ')';
    }

    /// The same for JSON.
    static Map<String, Object> json(Estimate estimate) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("value", estimate.value());
        object.put("low", estimate.low());
        object.put("high", estimate.high());
        object.put("level", estimate.level());
        object.put("n", estimate.n());
        object.put("missing", estimate.missingCount());
        return object;
    }
}
