package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Bootstrap;
import dev.plumbline.core.stats.CalibrationError;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.train.data.ChanceBaseline;
import dev.plumbline.train.data.LengthBaseline;
import dev.plumbline.train.data.Located;
import dev.plumbline.train.data.PairScorer;
import dev.plumbline.train.data.PairScores;
import dev.plumbline.train.data.WordBaseline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What a reward model is worth on held-out pairs, beside what little effort would be worth.
final class RewardModelReport {
    private static final double LEVEL = .95;
    private static final int LENGTH_BUCKETS = 5;
    private static final int CALIBRATION_BINS = 10;
    private static final int RESAMPLES = 500;
    private static final String ACCURACY =
            "Share of held-out pairs in which the chosen answer has the higher reward. Chance is 50 %.";

    private final String model;
    private final PairScores scores;
    private final List<NamedEstimate> estimates = new ArrayList<>();

    RewardModelReport(String model, PairScores scores) {
        this.model = model;
        this.scores = scores;
        add("held-out accuracy", model, scores.accuracy(LEVEL), ACCURACY);
        calibration();
        for (PairScores.LengthBucket bucket : scores.byLengthDifference(LENGTH_BUCKETS, LEVEL)) {
            add(
                    "accuracy by length",
                    bucket.low() + " to " + bucket.high() + " characters longer",
                    bucket.accuracy(),
                    "Share of held-out pairs in the right order, by how much longer the chosen answer is.");
        }
    }

    List<NamedEstimate> estimates() {
        return List.copyOf(estimates);
    }

    /// What a coin, the lengths and the words alone would give on the same pairs.
    void baselines(List<Located<Preference>> train, List<Located<Preference>> heldOut, Seed seed) {
        for (PairScorer baseline :
                List.of(new ChanceBaseline(), LengthBaseline.fit(train), WordBaseline.fit(train, seed))) {
            add(
                    "held-out accuracy",
                    baseline.name(),
                    PairScores.of(baseline, heldOut).accuracy(LEVEL),
                    ACCURACY);
        }
    }

    /// How often the reward prefers the answer that is truly worth more.
    ///
    /// @param leads by line of the file, how much more the chosen answer is worth
    void gold(List<Double> leads, List<Located<Preference>> heldOut, double[] logits) {
        int right = 0;
        int decided = 0;
        for (int i = 0; i < logits.length; i++) {
            double lead = leads.get(heldOut.get(i).line() - 1);
            if (lead != 0) {
                decided++;
                right += Math.signum(logits[i]) == Math.signum(lead) ? 1 : 0;
            }
        }
        Estimate estimate = new Proportion(right, decided).wilson(LEVEL);
        int equal = logits.length - decided;
        add(
                "accuracy against gold",
                model,
                equal == 0 ? estimate : estimate.withMissing(Map.of("equal utility", equal)),
                "Share of held-out pairs in which the answer of higher gold utility has the higher reward.");
    }

    /// Expected calibration error of the probability that the reward difference stands for, with a bootstrap interval.
    private void calibration() {
        double[] confidences = scores.confidences();
        double[] outcomes = scores.outcomes();
        Bootstrap resamples = Bootstrap.resample(
                confidences.length,
                rows -> CalibrationError.equalMass(pick(confidences, rows), right(outcomes, rows), CALIBRATION_BINS)
                        .ece(),
                RESAMPLES,
                new Seed(1).derive(model));
        int[] all = java.util.stream.IntStream.range(0, confidences.length).toArray();
        double value = CalibrationError.equalMass(confidences, right(outcomes, all), CALIBRATION_BINS)
                .ece();
        Estimate ece = resamples.percentile(value, LEVEL, "expected calibration error");
        add(
                "calibration error",
                model,
                ece,
                "Expected calibration error in ten bins of equal mass: how far confidence and accuracy lie apart, 0 is best.");
    }

    private static double[] pick(double[] values, int[] rows) {
        double[] picked = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = values[rows[i]];
        }
        return picked;
    }

    private static boolean[] right(double[] outcomes, int[] rows) {
        boolean[] right = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            right[i] = outcomes[rows[i]] == 1;
        }
        return right;
    }

    private void add(String name, String who, Estimate estimate, String about) {
        estimates.add(new NamedEstimate(name, who, estimate, OptionalDouble.empty(), about));
    }
}
