package dev.plumbline.core.stats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// How the reference cases of classification and calibration are answered.
final class ScoreMethods {
    static final Map<String, Golden.Method> ALL = Map.of(
            "auroc", ScoreMethods::auroc,
            "auroc_compare", ScoreMethods::aurocs,
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
                        () -> java.util.List.of(
                                new double[] {d.leftVariance(), d.covariance()},
                                new double[] {d.covariance(), d.rightVariance()}),
                "se", d::standardError,
                "z", () -> d.test().statistic(),
                "p", () -> d.test().p());
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
