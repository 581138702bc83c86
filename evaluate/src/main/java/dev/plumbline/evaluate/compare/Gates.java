package dev.plumbline.evaluate.compare;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Holds gates against runs and their comparisons.
public final class Gates {
    private Gates() {}

    /// A gate about the candidate alone, or about its difference to a baseline. A gate that nothing answers to fails.
    ///
    /// @param differences the candidate's comparison with the baseline; empty where there is no baseline
    public static Gate.Result hold(Gate gate, StoredRun candidate, List<MeasureComparison> differences, double level) {
        List<String> details = new ArrayList<>();
        boolean passed = true;
        if (gate.kind().ofDifference()) {
            for (MeasureComparison one : differences) {
                if (about(gate, one.task(), one.candidateModel())
                        && one.measure().equals(gate.measure())) {
                    passed &= keeps(gate, one.difference());
                    details.add(text(one.task() + " of " + one.candidateModel(), one.difference()));
                }
            }
        } else {
            for (TaskResult<Map<String, String>> result : candidate.results()) {
                boolean measured = result.measures().stream()
                        .anyMatch(measure -> measure.name().equals(gate.measure()));
                if (about(gate, result.task(), result.model()) && measured) {
                    passed &= ofCandidate(gate, result, level, details);
                }
            }
        }
        if (details.isEmpty()) {
            return new Gate.Result(gate, candidate.name(), false, "nothing answers to this gate");
        }
        return new Gate.Result(gate, candidate.name(), passed, String.join("; ", details));
    }

    private static boolean ofCandidate(
            Gate gate, TaskResult<Map<String, String>> result, double level, List<String> details) {
        String place = result.task() + " of " + result.model();
        try {
            Estimate estimate = result.estimate(gate.measure(), level);
            details.add(text(place, estimate));
            return keeps(gate, estimate);
        } catch (PlumblineException e) {
            if (e.code() != ErrorCode.UNDEFINED) {
                throw e;
            }
            details.add(place + ": " + e.getMessage());
            return false;
        }
    }

    private static boolean about(Gate gate, String task, String model) {
        return (gate.task().isEmpty() || gate.task().equals(task))
                && (gate.model().isEmpty() || gate.model().equals(model));
    }

    private static boolean keeps(Gate gate, Estimate estimate) {
        return switch (gate.kind()) {
            case BELOW, DIFFERENCE_BELOW -> estimate.high() < gate.threshold();
            case ABOVE, DIFFERENCE_ABOVE -> estimate.low() > gate.threshold();
        };
    }

    private static String text(String place, Estimate e) {
        return String.format(
                Locale.ROOT,
                "%s: %.4f [%.4f, %.4f], n %d, missing %d",
                place,
                e.value(),
                e.low(),
                e.high(),
                e.n(),
                e.missingCount());
    }
}
