package dev.plumbline.evaluate.compare;

import dev.plumbline.core.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A comparison as maps and lists, for a writer of JSON. An end of an interval that is infinite is null.
public final class ComparisonJson {
    private ComparisonJson() {}

    /// The whole report.
    public static Map<String, @Nullable Object> of(ComparisonReport report) {
        return ordered(
                "margin", report.options().margin(),
                "level", report.options().level(),
                "passed", report.passed(),
                "gates", report.gates().stream().map(ComparisonJson::gate).toList(),
                "comparisons",
                        report.comparisons().stream()
                                .map(ComparisonJson::comparison)
                                .toList());
    }

    private static Map<String, @Nullable Object> gate(Gate.Result one) {
        return ordered(
                "gate", one.gate().text(),
                "run", one.candidate(),
                "passed", one.passed(),
                "detail", one.detail());
    }

    private static Map<String, @Nullable Object> comparison(RunComparison one) {
        List<?> setup = one.setup().stream()
                .map(change -> ordered("name", change.name(), "before", change.before(), "after", change.after()))
                .toList();
        return ordered(
                "baseline", one.baseline(),
                "candidate", one.candidate(),
                "measures", one.measures().stream().map(ComparisonJson::measure).toList(),
                "not_compared", one.notCompared(),
                "setup", setup);
    }

    private static Map<String, @Nullable Object> measure(MeasureComparison one) {
        return ordered(
                "task",
                one.task(),
                "measure",
                one.measure(),
                "baseline_model",
                one.baselineModel(),
                "candidate_model",
                one.candidateModel(),
                "baseline",
                estimate(one.baseline()),
                "candidate",
                estimate(one.candidate()),
                "difference",
                estimate(one.difference()),
                "p",
                one.p(),
                "adjusted_p",
                one.adjustedP(),
                "test",
                one.test(),
                "verdict",
                one.verdict().name().toLowerCase(Locale.ROOT),
                "pairs_needed",
                one.needed().isPresent() ? one.needed().getAsInt() : null,
                "discordant_count",
                one.discordantCount(),
                "discordant",
                one.discordant().stream().map(ComparisonJson::sample).toList(),
                "subgroups",
                one.subgroups().stream().map(ComparisonJson::subgroup).toList());
    }

    private static Map<String, @Nullable Object> sample(MeasureComparison.Discordant one) {
        return ordered(
                "id", one.id(),
                "prompt", one.prompt(),
                "baseline_value", one.baselineValue(),
                "baseline_answer", one.baselineAnswer(),
                "candidate_value", one.candidateValue(),
                "candidate_answer", one.candidateAnswer());
    }

    private static Map<String, @Nullable Object> subgroup(MeasureComparison.Subgroup one) {
        return ordered(
                "key", one.key(),
                "value", one.value(),
                "difference", estimate(one.difference()),
                "p", one.p(),
                "adjusted_p", one.adjustedP());
    }

    private static Map<String, @Nullable Object> estimate(Estimate e) {
        return ordered(
                "value", e.value(),
                "low", finite(e.low()),
                "high", finite(e.high()),
                "level", e.level(),
                "method", e.method(),
                "n", e.n(),
                "missing", e.missing());
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static Map<String, @Nullable Object> ordered(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> ordered = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            ordered.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return ordered;
    }
}
