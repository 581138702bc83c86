package dev.plumbline.evaluate.compare;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// A comparison as SARIF 2.1.0, which code scanning reads: a failed gate is an error, and without gates a measure that
/// moved is a note.
public final class SarifReport {
    private static final JsonMapper JSON = new JsonMapper();

    private SarifReport() {}

    /// The JSON document.
    public static String of(ComparisonReport report) {
        List<Map<String, Object>> rules = List.of(
                rule("gate", "A threshold on an interval's end that a build must keep"),
                rule("difference", "A measure that differs between two runs"));
        Map<String, Object> driver = ordered("name", "Plumbline", "rules", rules);
        Map<String, Object> run = ordered("tool", Map.of("driver", driver), "results", results(report));
        Map<String, Object> all = ordered(
                "$schema", "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", List.of(run));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }

    private static List<Map<String, Object>> results(ComparisonReport report) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (Gate.Result one : report.gates()) {
            if (!one.passed()) {
                String message =
                        "not held by " + one.candidate() + ": " + one.gate().text() + " (" + one.detail() + ")";
                results.add(result("gate", "error", message, report.gateFile()));
            }
        }
        if (!report.gates().isEmpty()) {
            return results;
        }
        for (RunComparison comparison : report.comparisons()) {
            for (MeasureComparison one : comparison.measures()) {
                switch (one.verdict()) {
                    case HIGHER, LOWER -> results.add(result("difference", "note", text(one), comparison.candidate()));
                    case TIED, UNDECIDED -> {}
                }
            }
        }
        return results;
    }

    private static String text(MeasureComparison one) {
        return String.format(
                Locale.ROOT,
                "%s, %s of %s: %+.4f [%+.4f, %+.4f], n %d, missing %d, adjusted p %.3g",
                one.task(),
                one.measure(),
                one.candidateModel(),
                one.difference().value(),
                one.difference().low(),
                one.difference().high(),
                one.difference().n(),
                one.difference().missingCount(),
                one.adjustedP());
    }

    private static Map<String, Object> rule(String id, String about) {
        return ordered("id", id, "shortDescription", Map.of("text", about));
    }

    private static Map<String, Object> result(String rule, String level, String message, String place) {
        Map<String, Object> location =
                Map.of("physicalLocation", Map.of("artifactLocation", Map.of("uri", uri(place))));
        return ordered(
                "ruleId", rule, "level", level, "message", Map.of("text", message), "locations", List.of(location));
    }

    /// A relative reference: everything but unreserved characters and slashes is escaped.
    private static String uri(String place) {
        return URLEncoder.encode(place.replace('\\', '/'), StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            ordered.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return ordered;
    }
}
