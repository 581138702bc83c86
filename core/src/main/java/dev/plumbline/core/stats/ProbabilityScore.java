package dev.plumbline.core.stats;

/// Proper scores of probability forecasts of a yes/no outcome; lower is better.
public final class ProbabilityScore {
    private ProbabilityScore() {}

    /// Mean of (p - y)^2 (Brier 1950).
    public static double brier(double[] forecasts, boolean[] outcomes) {
        CalibrationError.check(forecasts, outcomes, 1);
        double sum = 0;
        for (int i = 0; i < forecasts.length; i++) {
            double gap = forecasts[i] - (outcomes[i] ? 1 : 0);
            sum += gap * gap;
        }
        return sum / forecasts.length;
    }

    /// Mean of -ln of the probability given to what happened; +Infinity if a certain forecast was wrong.
    public static double logLoss(double[] forecasts, boolean[] outcomes) {
        CalibrationError.check(forecasts, outcomes, 1);
        double sum = 0;
        for (int i = 0; i < forecasts.length; i++) {
            sum -= outcomes[i] ? Math.log(forecasts[i]) : Math.log1p(-forecasts[i]);
        }
        return sum / forecasts.length;
    }

    /// The same with forecasts cut to [clip, 1 - clip], and then finite.
    public static double logLossClipped(double[] forecasts, boolean[] outcomes, double clip) {
        CalibrationError.check(forecasts, outcomes, 1);
        Require.that(clip > 0 && clip < 0.5, "clip must lie in (0, 0.5), not " + clip);
        double sum = 0;
        for (int i = 0; i < forecasts.length; i++) {
            double p = Math.clamp(forecasts[i], clip, 1 - clip);
            sum -= Math.log(outcomes[i] ? p : 1 - p);
        }
        return sum / forecasts.length;
    }
}
