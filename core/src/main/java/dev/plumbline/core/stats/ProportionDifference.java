package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// The difference of two rates from independent samples; for the same items under two models use [PairedProportions].
public record ProportionDifference(Proportion left, Proportion right) {
    public double value() {
        return left.value() - right.value();
    }

    /// Newcombe's hybrid score interval for independent rates (1998, method 10), from two Wilson intervals.
    public Estimate newcombe(double level) {
        Estimate a = left.wilson(level);
        Estimate b = right.wilson(level);
        double low = value() - Math.hypot(a.value() - a.low(), b.high() - b.value());
        double high = value() + Math.hypot(a.high() - a.value(), b.value() - b.low());
        return estimate("newcombe", low, high, level);
    }

    /// Wald's interval after adding one success and one failure to each sample (Agresti, Caffo 2000); like
    /// Wald's it may leave [-1, 1].
    public Estimate agrestiCaffo(double level) {
        double p = (left.successes() + 1.0) / (left.n() + 2.0);
        double q = (right.successes() + 1.0) / (right.n() + 2.0);
        double half = Quantiles.z(level) * Math.sqrt(p * (1 - p) / (left.n() + 2.0) + q * (1 - q) / (right.n() + 2.0));
        return estimate("agresti-caffo", p - q - half, p - q + half, level);
    }

    /// difference -+ z sqrt(se1^2 + se2^2); too narrow for small samples and rates near 0 or 1.
    public Estimate wald(double level) {
        double half = Quantiles.z(level) * Math.hypot(left.standardError(), right.standardError());
        return estimate("wald", value() - half, value() + half, level);
    }

    private Estimate estimate(String method, double low, double high, double level) {
        return new Estimate(value(), low, high, level, method, left.n() + right.n(), Map.of());
    }
}
