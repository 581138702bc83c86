package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/// A rate that may be looked at after every trial, by the beta-binomial martingale (Robbins 1970): all rates p with
/// B(a + s, b + f) / B(a, b) / (p^s (1 - p)^f) < 1 / alpha after s successes and f failures. Not thread-safe.
public final class AlwaysValidRate {
    private final double a;
    private final double b;
    private int successes;
    private int failures;

    /// Mixes evenly over all rates: a = b = 1.
    public AlwaysValidRate() {
        this(1, 1);
    }

    /// @param a above 0; with b, where the rate is expected, as a beta distribution
    public AlwaysValidRate(double a, double b) {
        Require.that(a > 0 && b > 0 && Double.isFinite(a) && Double.isFinite(b), "a and b must be above 0");
        this.a = a;
        this.b = b;
    }

    /// Takes one trial.
    public void add(boolean success) {
        if (success) {
            successes++;
        } else {
            failures++;
        }
    }

    /// The rate with its interval: the intervals after every trial hold the true rate all at once with chance `level`.
    public Estimate interval(double level) {
        Require.open(level, "level");
        int n = successes + failures;
        Require.defined(n > 0, "no observations");
        double value = (double) successes / n;
        double evidence = LogBeta.value(a + successes, b + failures) - LogBeta.value(a, b) + Math.log(1 - level);
        DoubleUnaryOperator gap = p -> evidence - power(successes, Math.log(p)) - power(failures, Math.log1p(-p));
        BrentSolver solver = new BrentSolver(1e-15, 1e-15, 1e-300);
        double low = successes == 0 ? 0 : solver.findRoot(gap, 1e-300, value);
        double high = failures == 0 ? 1 : solver.findRoot(gap, value, 1 - 1e-16);
        return new Estimate(value, low, high, level, "always valid, beta mixture", n, Map.of());
    }

    private static double power(int count, double log) {
        return count == 0 ? 0 : count * log;
    }
}
