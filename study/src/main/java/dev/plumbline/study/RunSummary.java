package dev.plumbline.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A run's figures as a machine reads them.
///
/// @param run the run folder
/// @param seconds of work in it
public record RunSummary(
        String run, double seconds, List<StageLine> stages, List<EstimateLine> estimates, List<FindingLine> findings) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// One stage.
    public record StageLine(String name, double seconds, boolean cached) {}

    /// One estimate; an end of the interval may be infinite, and is then `null` in JSON.
    ///
    /// @param n how many observations it rests on
    /// @param missing how many are absent, whatever the reason
    /// @param stage whose figure it is: two audits of one model have figures of one name
    public record EstimateLine(
            String name, String model, double value, double low, double high, int n, int missing, String stage) {}

    /// One finding.
    public record FindingLine(
            String name, String text, double value, double low, double high, double p, String stage) {}

    public RunSummary {
        Objects.requireNonNull(run, "run");
        stages = List.copyOf(stages);
        estimates = List.copyOf(estimates);
        findings = List.copyOf(findings);
    }

    /// The figures of a run, stage by stage.
    static RunSummary of(RunReport report) {
        List<StageLine> stages = new ArrayList<>();
        List<EstimateLine> estimates = new ArrayList<>();
        List<FindingLine> findings = new ArrayList<>();
        for (StageReport stage : report.stages()) {
            stages.add(new StageLine(stage.name(), stage.seconds(), stage.cached()));
            for (NamedEstimate named : stage.result().estimates()) {
                var estimate = named.estimate();
                estimates.add(new EstimateLine(
                        named.name(),
                        named.model(),
                        estimate.value(),
                        estimate.low(),
                        estimate.high(),
                        estimate.n(),
                        estimate.missingCount(),
                        stage.name()));
            }
            for (Finding finding : stage.result().findings()) {
                var estimate = finding.estimate();
                findings.add(new FindingLine(
                        finding.name(),
                        finding.text(),
                        estimate.value(),
                        estimate.low(),
                        estimate.high(),
                        finding.p(),
                        stage.name()));
            }
        }
        return new RunSummary(report.run(), report.seconds(), stages, estimates, findings);
    }

    /// The same figures of the run as this path names it.
    public RunSummary at(String path) {
        return new RunSummary(path, seconds, stages, estimates, findings);
    }

    /// One JSON object on one line, keys in the order of the components.
    public String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("run", run);
        all.put("seconds", seconds);
        all.put(
                "stages",
                stages.stream()
                        .map(line -> object("name", line.name, "seconds", line.seconds, "cached", line.cached))
                        .toList());
        all.put(
                "estimates",
                estimates.stream()
                        .map(line -> object(
                                "name", line.name,
                                "model", line.model,
                                "value", finite(line.value),
                                "low", finite(line.low),
                                "high", finite(line.high),
                                "n", line.n,
                                "missing", line.missing,
                                "stage", line.stage))
                        .toList());
        all.put(
                "findings",
                findings.stream()
                        .map(line -> object(
                                "name", line.name,
                                "text", line.text,
                                "value", finite(line.value),
                                "low", finite(line.low),
                                "high", finite(line.high),
                                "p", finite(line.p),
                                "stage", line.stage))
                        .toList());
        return MAPPER.writeValueAsString(all);
    }

    /// JSON has no infinite numbers.
    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }
}
