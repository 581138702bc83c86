package dev.plumbline.study.report;

import dev.plumbline.study.NamedEstimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All estimates of one name, in the order in which the stages gave them.
///
/// @param name what was measured
/// @param abouts the explanations given, as a rule one
/// @param scale how its figures are written
record Measurement(String name, List<String> abouts, Scale scale, List<Row> rows) {
    /// An estimate and the stage that gave it.
    record Row(NamedEstimate of, String stage) {
        String model() {
            return of.model();
        }
    }

    Measurement {
        abouts = List.copyOf(abouts);
        rows = List.copyOf(rows);
    }

    /// The measurements of these stages, in order of first appearance.
    static List<Measurement> of(List<ReportPage.Stage> stages) {
        Map<String, List<Row>> byName = new LinkedHashMap<>();
        for (ReportPage.Stage stage : stages) {
            for (NamedEstimate estimate : stage.result().estimates()) {
                byName.computeIfAbsent(estimate.name(), name -> new ArrayList<>())
                        .add(new Row(estimate, stage.name()));
            }
        }
        List<Measurement> measurements = new ArrayList<>();
        byName.forEach((name, rows) -> measurements.add(of(name, rows)));
        return measurements;
    }

    private static Measurement of(String name, List<Row> rows) {
        var abouts = new LinkedHashSet<String>();
        rows.forEach(row -> abouts.add(row.of().about()));
        abouts.remove("");
        Scale scale = Scale.of(rows.stream().map(Row::of).toList());
        return new Measurement(name, List.copyOf(abouts), scale, rows);
    }

    /// The explanation, empty if none was given.
    String about() {
        return abouts.isEmpty() ? "" : abouts.getFirst();
    }

    /// The latest estimate for a model: where two stages measured it, the later one knows the finished model.
    Optional<NamedEstimate> latest(String model) {
        return rows.reversed().stream()
                .map(Row::of)
                .filter(e -> e.model().equals(model))
                .findFirst();
    }

    /// The row's label: the model, and the stage too where several stages measured the same model.
    String label(Row row) {
        long same = rows.stream().filter(r -> r.model().equals(row.model())).count();
        return same > 1 ? row.model() + " (" + row.stage() + ")" : row.model();
    }

    /// The axis of its panel: 0 to 100 % for every rate; for values, what covers all intervals.
    Axis axis() {
        return scale.percent() ? Axis.ofRates() : closeAxis();
    }

    /// The narrowest axis with round ends that covers all its intervals, rates too.
    Axis closeAxis() {
        return Axis.covering(rows.stream()
                .map(Row::of)
                .mapMulti((e, sink) -> {
                    sink.accept(e.estimate().low());
                    sink.accept(e.estimate().value());
                    sink.accept(e.estimate().high());
                    e.expected().ifPresent(sink::accept);
                })
                .mapToDouble(value -> (Double) value));
    }
}
