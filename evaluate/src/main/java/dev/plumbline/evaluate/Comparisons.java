package dev.plumbline.evaluate;

import dev.plumbline.core.stats.AdjustedP;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Several comparisons that are read together, with p-values adjusted for their number.
public final class Comparisons {
    private Comparisons() {}

    /// A comparison beside its adjusted p.
    ///
    /// @param adjustedP at least the comparison's own p, in [0, 1]
    public record Adjusted(PairedComparison comparison, double adjustedP) {}

    /// Holm's step-down adjustment: the chance of any false finding among them stays below the threshold.
    public static List<Adjusted> holm(List<PairedComparison> comparisons) {
        return adjusted(comparisons, AdjustedP::holm);
    }

    /// Benjamini and Hochberg's: the expected share of false findings stays below the threshold.
    public static List<Adjusted> benjaminiHochberg(List<PairedComparison> comparisons) {
        return adjusted(comparisons, AdjustedP::benjaminiHochberg);
    }

    private static List<Adjusted> adjusted(List<PairedComparison> comparisons, UnaryOperator<double[]> method) {
        double[] p = method.apply(
                comparisons.stream().mapToDouble(PairedComparison::p).toArray());
        return IntStream.range(0, p.length)
                .mapToObj(i -> new Adjusted(comparisons.get(i), p[i]))
                .toList();
    }
}
