package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/// A rate that may be looked at after every trial, by the beta-binomial martingale (Robbins 1970): all rates p with
/// B(a + s, b + f) / B(a, b) / (p^s (1 - p)^f) < 1 / alpha after s successes and f failures. Not thread-safe.
///
/// It holds for values anywhere in [0, 1] too, s their sum and f their number less s: the factor of one value x,
/// (q / p)^x ((1 - q) / (1 - p))^(1 - x), is convex in x, so at most its chord, whose mean is 1 where x has the
/// mean p (as Hoeffding 1963 argues). Values that lie close together get a wider interval than they need.
public final class AlwaysValidRate {
    private static final double LEAST = 1e-300;
    private static final double MOST = 1 - 1e-16;

    private final double a;
    private final double b;
    private int n;
    private double successes;
    private double failures;

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
        add(success ? 1.0 : 0.0);
    }

    /// Takes one value in [0, 1], such as the mean of a few trials that hang together.
    public void add(double value) {
        Require.probability(value, "value");
        n++;
        successes += value;
        failures += 1 - value;
    }

    /// The rate with its interval: the intervals after every trial hold the true rate all at once with chance `level`.
    public Estimate interval(double level) {
        Require.open(level, "level");
        Require.defined(n > 0, "no observations");
        double value = successes / n;
        double evidence = LogBeta.value(a + successes, b + failures) - LogBeta.value(a, b) + Math.log(1 - level);
        DoubleUnaryOperator gap = p -> evidence - power(successes, Math.log(p)) - power(failures, Math.log1p(-p));
        BrentSolver solver = new BrentSolver(1e-15, 1e-15, 1e-300);
        double low = gap.applyAsDouble(LEAST) <= 0 ? 0 : solver.findRoot(gap, LEAST, value);
        double high = gap.applyAsDouble(MOST) <= 0 ? 1 : solver.findRoot(gap, value, MOST);
        return new Estimate(value, low, high, level, "always valid, beta mixture", n, Map.of());
    }

    private static double power(double count, double log) {
        return count == 0 ? 0 : count * log;
    }
}
