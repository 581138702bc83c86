package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.study.Curve;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.oversight.PerformanceGap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/// What the trainings of a weak-to-strong study came to: accuracies, and how much of the gap each student recovered.
///
/// @param scores for each who was trained, 1 or 0 for every test question
/// @param labels the weak supervisor's probabilities of class 1, of the questions that students learned from
/// @param gold the truth about these, 0 or 1
record SupervisionOutcome(
        WeakToStrongStage.Options options, Map<String, double[]> scores, double[] labels, double[] gold) {
    static final String WEAK = "weak";
    static final String CEILING = "strong ceiling";
    private static final double LEVEL = .95;

    /// @param about what was learned from what
    StageResult result(String about, List<Curve> curves) {
        List<NamedEstimate> estimates = new ArrayList<>();
        scores.forEach((name, right) -> estimates.add(new NamedEstimate(
                "accuracy",
                name,
                rate(right),
                OptionalDouble.empty(),
                "Share of test requests, half of each class, that are told apart rightly.")));
        estimates.add(new NamedEstimate(
                "accuracy of the labels",
                WEAK,
                rate(WeakToStrongStage.agreements(labels, gold)),
                OptionalDouble.empty(),
                "Share of the weak labels, taken at one half, that are right."));
        List<Finding> findings = new ArrayList<>();
        Set<String> notes = new LinkedHashSet<>();
        notes.add(about);
        for (WeakToStrongStage.Loss loss : options.losses()) {
            recovered(loss, estimates, findings, notes);
        }
        return new StageResult(estimates, List.of(), findings, curves, List.of(), List.copyOf(notes));
    }

    private double[] scored(String name) {
        double[] found = scores.get(name);
        if (found == null) {
            throw new IllegalStateException("nothing was measured of " + name);
        }
        return found;
    }

    private void recovered(
            WeakToStrongStage.Loss loss, List<NamedEstimate> estimates, List<Finding> findings, Set<String> notes) {
        PerformanceGap gap =
                new PerformanceGap(scored(WEAK), scored(loss.label()), scored(CEILING), options.leastGap());
        gap.recovered(LEVEL)
                .ifPresentOrElse(
                        pgr -> {
                            estimates.add(new NamedEstimate(
                                    "gap recovered",
                                    loss.label(),
                                    pgr,
                                    OptionalDouble.empty(),
                                    "PGR = (student - weak) / (ceiling - weak), over the same test questions."));
                            var gain = gap.gain(LEVEL);
                            findings.add(new Finding(
                                    "weak-to-strong-" + loss.label(),
                                    String.format(
                                            Locale.ROOT,
                                            "Under the loss %s the student recovers %.2f [%.2f, %.2f] of the gap"
                                                    + " between its supervisor and its ceiling (n %d).",
                                            loss.label(),
                                            pgr.value(),
                                            pgr.low(),
                                            pgr.high(),
                                            pgr.n()),
                                    gain,
                                    p(scored(loss.label()), scored(WEAK)),
                                    pgr.low() > 0));
                        },
                        () -> notes.add(loss.label() + ": " + gap.suppressed(LEVEL)));
    }

    /// Of no difference, paired by question; 1 where the two agree on every question.
    private static double p(double[] left, double[] right) {
        PairedDifference difference = PairedDifference.of(left, right);
        return difference.standardError() == 0 ? 1 : difference.test().p();
    }

    private static Estimate rate(double[] right) {
        int hits = 0;
        for (double one : right) {
            hits += one == 1 ? 1 : 0;
        }
        if (right.length == 0) {
            throw new PlumblineException(ErrorCode.BAD_DATA, "no question to test on");
        }
        return new Proportion(hits, right.length).wilson(LEVEL);
    }
}
