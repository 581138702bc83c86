package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// A rate that an imperfect judge found, corrected for the judge's own errors: p = (q + Sp - 1) / (Se + Sp - 1)
/// (Rogan, Gladen 1978), with the uncertainty of the rate and of both error rates.
///
/// @param apparent what the judge called positive
/// @param sensitivity how many known positives the judge called
/// @param specificity how many known negatives the judge left alone
public record RoganGladen(Proportion apparent, Proportion sensitivity, Proportion specificity) {
    public RoganGladen {
        Require.defined(
                sensitivity.value() + specificity.value() > 1, "the judge is no better than chance: Se + Sp <= 1");
    }

    /// The corrected rate, which noise may carry out of [0, 1].
    public double value() {
        return (apparent.value() + specificity.value() - 1) / youden();
    }

    /// By the delta method, from all three samples.
    public double standardError() {
        double p = value();
        double judge = p * p * squaredError(sensitivity) + (1 - p) * (1 - p) * squaredError(specificity);
        return Math.sqrt(squaredError(apparent) + judge) / youden();
    }

    /// As if the judge's error rates were known exactly.
    public double standardErrorOfKnownJudge() {
        return apparent.standardError() / youden();
    }

    /// p -+ z se, not cut.
    public Estimate interval(double level) {
        double half = Quantiles.z(level) * standardError();
        return estimate(value(), value() - half, value() + half, level, "rogan-gladen, delta");
    }

    /// The same with all three numbers cut to [0, 1].
    public Estimate clipped(double level) {
        Estimate plain = interval(level);
        return estimate(
                unit(plain.value()), unit(plain.low()), unit(plain.high()), level, "rogan-gladen, delta, clipped");
    }

    /// The interval of Lang and Reiczigel (2014), which holds its coverage for small calibration sets: z^2
    /// pseudo-items for the rate, one success in two more items for each error rate, and a shifted centre; cut to
    /// [0, 1].
    public Estimate langReiczigel(double level) {
        double z = Quantiles.z(level);
        double n = apparent.n() + z * z;
        double q = (apparent.successes() + z * z / 2) / n;
        double positives = sensitivity.n() + 2.0;
        double se = (sensitivity.successes() + 1) / positives;
        double negatives = specificity.n() + 2.0;
        double sp = (specificity.successes() + 1) / negatives;
        double youden = se + sp - 1;
        Require.defined(youden > 0, "the judge is no better than chance after adding pseudo-items");
        double p = (q + sp - 1) / youden;
        double vSe = se * (1 - se) / positives;
        double vSp = sp * (1 - sp) / negatives;
        double shift = 2 * z * z * (p * vSe - (1 - p) * vSp);
        double half = z / youden * Math.sqrt(q * (1 - q) / n + p * p * vSe + (1 - p) * (1 - p) * vSp);
        return estimate(
                unit(value()), unit(p + shift - half), unit(p + shift + half), level, "rogan-gladen, lang-reiczigel");
    }

    private double youden() {
        return sensitivity.value() + specificity.value() - 1;
    }

    private static double squaredError(Proportion p) {
        return p.standardError() * p.standardError();
    }

    private static double unit(double x) {
        return Math.clamp(x, 0, 1);
    }

    private Estimate estimate(double value, double low, double high, double level, String method) {
        return new Estimate(value, low, high, level, method, apparent.n(), Map.of());
    }
}
