package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// A mean that may be looked at after every value, and the watch stopped at any of them, without spoiling the error
/// rate: the mixture sequential probability ratio test (Robbins 1970; Johari et al. 2017). Not thread-safe.
///
/// Under the hypothesis the values have the mean `centre` and the known variance; the alternative spreads it by
/// a normal distribution of variance `mixture`.
public final class AlwaysValidMean {
    private final double centre;
    private final double variance;
    private final double mixture;
    private int n;
    private double sum;
    private double p = 1;

    /// @param variance of one value, above 0
    /// @param mixture squared size of the differences that matter, above 0
    public AlwaysValidMean(double centre, double variance, double mixture) {
        Require.that(variance > 0 && Double.isFinite(variance), "variance must be above 0, not " + variance);
        Require.that(mixture > 0 && Double.isFinite(mixture), "mixture must be above 0, not " + mixture);
        this.centre = centre;
        this.variance = variance;
        this.mixture = mixture;
    }

    /// Takes one finite value.
    public void add(double value) {
        Require.finite(new double[] {value}, "value");
        n++;
        sum += value;
        p = Math.min(p, Math.exp(-logLikelihoodRatio()));
    }

    /// ln of sqrt(s / (s + n t)) exp(n^2 t (mean - centre)^2 / (2 s (s + n t))), s the variance and t the mixture.
    public double logLikelihoodRatio() {
        double all = variance + n * mixture;
        double away = sum - n * centre;
        return Math.log(variance / all) / 2 + mixture * away * away / (2 * variance * all);
    }

    /// The smallest 1 / ratio so far, at most 1: below `alpha` at any time with chance at most `alpha`.
    public double p() {
        return p;
    }

    /// mean -+ sqrt(s (s + n t) / (n^2 t) ln((s + n t) / (alpha^2 s))): all of these together hold the true mean with
    /// chance `level`.
    public Estimate interval(double level) {
        Require.open(level, "level");
        Require.defined(n > 0, "no observations");
        double alpha = 1 - level;
        double all = variance + n * mixture;
        double half = Math.sqrt(variance * all / (mixture * n * n) * Math.log(all / (alpha * alpha * variance)));
        double mean = sum / n;
        return new Estimate(mean, mean - half, mean + half, level, "always valid, normal mixture", n, Map.of());
    }
}
