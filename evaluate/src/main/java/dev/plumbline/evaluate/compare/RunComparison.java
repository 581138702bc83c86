package dev.plumbline.evaluate.compare;

import dev.plumbline.core.stats.AdjustedP;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A candidate run held against a baseline.
///
/// @param baseline the baseline's name
/// @param candidate the candidate's name
/// @param setup what changed between them
/// @param measures what could be compared, in the order of the baseline's tasks
/// @param notCompared what could not, by task and measure, with the reason
public record RunComparison(
        String baseline,
        String candidate,
        List<SetupChange> setup,
        List<MeasureComparison> measures,
        Map<String, String> notCompared) {
    public RunComparison {
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(candidate, "candidate");
        setup = List.copyOf(setup);
        measures = List.copyOf(measures);
        notCompared = Collections.unmodifiableMap(new TreeMap<>(notCompared));
    }

    /// Compares every measure that both sides have.
    public static RunComparison of(StoredRun baseline, StoredRun candidate, ComparisonOptions options) {
        Matching matching = Matching.of(baseline, candidate, options);
        return new RunComparison(
                baseline.name(),
                candidate.name(),
                SetupChange.between(baseline, candidate),
                adjusted(matching.measures()),
                matching.notCompared());
    }

    /// Holm over the measures, Benjamini and Hochberg over all their subgroups.
    private static List<MeasureComparison> adjusted(List<MeasureComparison> measures) {
        double[] holm = AdjustedP.holm(
                measures.stream().mapToDouble(MeasureComparison::p).toArray());
        double[] bh = AdjustedP.benjaminiHochberg(measures.stream()
                .flatMap(measure -> measure.subgroups().stream())
                .mapToDouble(MeasureComparison.Subgroup::p)
                .toArray());
        List<MeasureComparison> adjusted = new ArrayList<>();
        int group = 0;
        for (int i = 0; i < holm.length; i++) {
            List<MeasureComparison.Subgroup> groups = new ArrayList<>();
            for (MeasureComparison.Subgroup one : measures.get(i).subgroups()) {
                groups.add(
                        new MeasureComparison.Subgroup(one.key(), one.value(), one.difference(), one.p(), bh[group++]));
            }
            adjusted.add(measures.get(i).adjusted(holm[i], groups));
        }
        return adjusted;
    }
}
