package dev.plumbline.evaluate.reference;

import dev.plumbline.core.stats.Auroc;
import dev.plumbline.core.stats.AurocDifference;
import dev.plumbline.core.stats.BrierDecomposition;
import dev.plumbline.core.stats.CalibrationError;
import dev.plumbline.core.stats.ClassCounts;
import dev.plumbline.core.stats.ConfusionMatrix;
import dev.plumbline.core.stats.ProbabilityScore;
import dev.plumbline.core.stats.RocCurve;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// How the reference cases of classification and calibration are answered.
final class ScoreMethods {
    static final Map<String, Method> ALL = Map.of(
            "auroc", ScoreMethods::auroc,
            "auroc_compare", ScoreMethods::aurocs,
            "curves", ScoreMethods::curves,
            "confusion", ScoreMethods::confusion,
            "multiclass", ScoreMethods::multiclass,
            "calibration", ScoreMethods::calibration,
            "brier_decomposition", ScoreMethods::brier);

    private ScoreMethods() {}

    private static Map<String, Supplier<?>> auroc(Input in) {
        Auroc auroc = Auroc.of(in.numbers("scores"), in.flags("labels"));
        return Map.of(
                "auroc", auroc::value,
                "hanley_mcneil", auroc::hanleyMcNeil,
                "se", auroc::standardError,
                "interval", () -> auroc.interval(in.level()),
                "logit_interval", () -> auroc.logitInterval(in.level()));
    }

    private static Map<String, Supplier<?>> aurocs(Input in) {
        AurocDifference d = AurocDifference.of(in.numbers("scores_a"), in.numbers("scores_b"), in.flags("labels"));
        return Map.of(
                "auroc_a", d::left,
                "auroc_b", d::right,
                "difference", d::value,
                "cov",
                        () -> List.of(
                                new double[] {d.leftVariance(), d.covariance()},
                                new double[] {d.covariance(), d.rightVariance()}),
                "se", d::standardError,
                "z", () -> d.test().statistic(),
                "p", () -> d.test().p());
    }

    private static Map<String, Supplier<?>> curves(Input in) {
        RocCurve curve = RocCurve.of(in.numbers("scores"), in.flags("labels"));
        double[] rates = in.numbers("false_positive_rates");
        List<RocCurve.Point> called = curve.points().subList(1, curve.points().size());
        return Map.ofEntries(
                Map.entry(
                        "fpr",
                        () -> curve.points().stream()
                                .map(curve::falsePositiveRate)
                                .toList()),
                Map.entry(
                        "tpr",
                        () -> curve.points().stream()
                                .map(curve::truePositiveRate)
                                .toList()),
                Map.entry(
                        "thresholds",
                        () -> curve.points().stream()
                                .map(RocCurve.Point::threshold)
                                .toList()),
                Map.entry(
                        "precision",
                        () -> curve.points().reversed().stream()
                                .map(curve::precision)
                                .toList()),
                Map.entry(
                        "recall",
                        () -> curve.points().reversed().stream()
                                .map(curve::truePositiveRate)
                                .toList()),
                Map.entry(
                        "pr_thresholds",
                        () -> called.reversed().stream()
                                .map(RocCurve.Point::threshold)
                                .toList()),
                Map.entry("average_precision", curve::averagePrecision),
                Map.entry("pr_trapezoid", curve::trapezoidPrecisionRecall),
                Map.entry(
                        "tpr_at_fpr_step",
                        () -> Arrays.stream(rates).map(curve::hitRateAt).toArray()),
                Map.entry(
                        "tpr_at_fpr_linear",
                        () -> Arrays.stream(rates)
                                .map(curve::interpolatedHitRateAt)
                                .toArray()),
                Map.entry("partial_auc_standardised", () -> curve.partialArea(rates[0])));
    }

    private static Map<String, Supplier<?>> confusion(Input in) {
        ConfusionMatrix m = new ConfusionMatrix(in.integer("tp"), in.integer("fp"), in.integer("fn"), in.integer("tn"));
        return Map.of(
                "accuracy", () -> m.accuracy().value(),
                "precision", () -> m.precision().value(),
                "recall", () -> m.recall().value(),
                "specificity", () -> m.specificity().value(),
                "f1", m::f1,
                "mcc", m::matthews,
                "balanced_accuracy", m::balancedAccuracy,
                "g_mean_squared", m::gMeanSquared,
                "kappa", m::kappa);
    }

    private static Map<String, Supplier<?>> multiclass(Input in) {
        List<String> classes = in.texts("classes");
        ClassCounts counts = ClassCounts.of(
                in.texts("labels").stream().mapToInt(classes::indexOf).toArray(),
                in.texts("predictions").stream().mapToInt(classes::indexOf).toArray(),
                classes.size());
        return Map.of(
                "f1",
                        () -> {
                            Map<String, Object> named = new LinkedHashMap<>();
                            counts.f1().forEach((c, f1) -> named.put(classes.get(c), f1));
                            return named;
                        },
                "macro_f1", counts::macroF1,
                "micro_f1", counts::microF1,
                "weighted_f1", counts::weightedF1,
                "accuracy", () -> counts.accuracy().value(),
                "balanced_accuracy", counts::balancedAccuracy,
                "mcc", counts::matthews);
    }

    private static Map<String, Supplier<?>> calibration(Input in) {
        double[] p = in.numbers("probabilities");
        boolean[] y = in.flags("outcomes");
        CalibrationError width = CalibrationError.equalWidth(p, y, in.integer("bins"));
        CalibrationError mass = CalibrationError.equalMass(p, y, in.integer("bins"));
        return Map.of(
                "equal_width", () -> summary(width),
                "equal_mass", () -> summary(mass),
                "reliability",
                        () -> width.bins().stream().map(ScoreMethods::row).toList(),
                "brier", () -> ProbabilityScore.brier(p, y),
                "log_loss", () -> ProbabilityScore.logLoss(p, y),
                "log_loss_clipped_1e15", () -> ProbabilityScore.logLossClipped(p, y, 1e-15));
    }

    private static Map<String, Object> summary(CalibrationError error) {
        return Map.of("ece", error.ece(), "rmsce", error.rmsce(), "mce", error.mce());
    }

    private static Map<String, Object> row(CalibrationError.Bin bin) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("lower", bin.lower());
        row.put("upper", bin.upper());
        row.put("n", bin.n());
        if (bin.n() > 0) {
            row.put("p", bin.meanForecast());
            row.put("y", bin.observedRate());
        }
        return row;
    }

    private static Map<String, Supplier<?>> brier(Input in) {
        double[] p = in.numbers("probabilities");
        boolean[] y = in.flags("outcomes");
        return Map.of(
                "brier", () -> BrierDecomposition.byForecast(p, y).brier(),
                "distinct", () -> parts(BrierDecomposition.byForecast(p, y)),
                "equal_width", () -> parts(BrierDecomposition.equalWidth(p, y, in.integer("bins"))));
    }

    private static Map<String, Object> parts(BrierDecomposition d) {
        return Map.of(
                "reliability", d.reliability(),
                "resolution", d.resolution(),
                "uncertainty", d.uncertainty(),
                "within_variance", d.withinVariance(),
                "within_covariance", d.withinCovariance());
    }
}
