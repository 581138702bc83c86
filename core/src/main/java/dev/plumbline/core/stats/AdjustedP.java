package dev.plumbline.core.stats;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// P-values adjusted for having asked several questions, each in the order of the input.
///
/// Holm's (1979) is the one to show for a few confirmatory questions: it holds the chance of any false finding.
/// Benjamini and Hochberg's (1995) holds the expected share of false findings among many.
public final class AdjustedP {
    private AdjustedP() {}

    /// min(1, m p).
    public static double[] bonferroni(double... p) {
        check(p);
        return Arrays.stream(p).map(x -> Math.min(1, p.length * x)).toArray();
    }

    /// Step-down Bonferroni: running maximum of (m - i) p over rising p.
    public static double[] holm(double... p) {
        return stepDown(p, (x, left) -> left * x);
    }

    /// Step-down Sidak: running maximum of 1 - (1 - p)^(m - i).
    public static double[] holmSidak(double... p) {
        return stepDown(p, (x, left) -> -Math.expm1(left * Math.log1p(-x)));
    }

    /// Step-up (Hochberg 1988): running minimum of (m - i) p over falling p; needs independence or positive dependence.
    public static double[] hochberg(double... p) {
        return stepUp(p, i -> p.length - i);
    }

    /// Benjamini-Hochberg: running minimum of m p / (i + 1) over falling p.
    public static double[] benjaminiHochberg(double... p) {
        return stepUp(p, i -> p.length / (i + 1.0));
    }

    /// Benjamini-Yekutieli (2001), the same times 1 + 1/2 + ... + 1/m: for any dependence.
    public static double[] benjaminiYekutieli(double... p) {
        double harmonic = 0;
        for (int i = 1; i <= p.length; i++) {
            harmonic += 1.0 / i;
        }
        double factor = harmonic;
        return stepUp(p, i -> factor * p.length / (i + 1.0));
    }

    /// The adjustment of one p-value when `left` hypotheses are still open.
    private interface Step {
        double of(double p, int left);
    }

    private static double[] stepDown(double[] p, Step step) {
        check(p);
        Integer[] order = Ranks.order(p);
        double[] adjusted = new double[p.length];
        double highest = 0;
        for (int i = 0; i < p.length; i++) {
            highest = Math.max(highest, Math.min(1, step.of(p[order[i]], p.length - i)));
            adjusted[order[i]] = highest;
        }
        return adjusted;
    }

    /// @param factor of the p-value at a rank, counted from 0 for the smallest
    private static double[] stepUp(double[] p, IntToDoubleFunction factor) {
        check(p);
        Integer[] order = Ranks.order(p);
        double[] adjusted = new double[p.length];
        double lowest = 1;
        for (int i = p.length - 1; i >= 0; i--) {
            lowest = Math.min(lowest, factor.applyAsDouble(i) * p[order[i]]);
            adjusted[order[i]] = lowest;
        }
        return adjusted;
    }

    private static void check(double[] p) {
        for (double x : p) {
            Require.probability(x, "p");
        }
    }
}
