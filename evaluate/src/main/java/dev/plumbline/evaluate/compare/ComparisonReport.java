package dev.plumbline.evaluate.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// All that a comparison of runs has to say.
///
/// @param options how it was made
/// @param comparisons each candidate with the baseline
/// @param gates every gate with every candidate; empty if no gates were given
/// @param gateFile where the gates came from; empty if there are none
public record ComparisonReport(
        ComparisonOptions options, List<RunComparison> comparisons, List<Gate.Result> gates, String gateFile) {
    public ComparisonReport {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(gateFile, "gateFile");
        comparisons = List.copyOf(comparisons);
        gates = List.copyOf(gates);
    }

    /// Compares each run after the first with the first, and holds the gates against each of them; one run
    /// alone is only held against the gates.
    public static ComparisonReport of(
            List<StoredRun> runs, ComparisonOptions options, List<Gate> gates, String gateFile) {
        StoredRun baseline = runs.getFirst();
        List<StoredRun> candidates = runs.size() == 1 ? runs : runs.subList(1, runs.size());
        List<RunComparison> comparisons = runs.size() == 1
                ? List.of()
                : candidates.stream()
                        .map(candidate -> RunComparison.of(baseline, candidate, options))
                        .toList();
        List<Gate.Result> held = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            StoredRun candidate = candidates.get(i);
            List<MeasureComparison> differences =
                    comparisons.isEmpty() ? List.of() : comparisons.get(i).measures();
            gates.forEach(gate -> held.add(Gates.hold(gate, candidate, differences, options.level())));
        }
        return new ComparisonReport(options, comparisons, held, gateFile);
    }

    /// Whether every gate held.
    public boolean passed() {
        return gates.stream().allMatch(Gate.Result::passed);
    }
}
