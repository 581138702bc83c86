package dev.plumbline.core.stats;

import org.apache.commons.numbers.rootfinder.BrentSolver;

/// The one temperature by which a classifier's logits are divided to be calibrated (Guo et al. 2017): it minimises
/// the mean cross-entropy of logits / T, which is convex in 1/T, and changes no decision.
///
/// @param temperature above 0
/// @param lossBefore mean cross-entropy at T = 1
/// @param lossAfter at the temperature found
public record TemperatureScaling(double temperature, double lossBefore, double lossAfter) {
    /// Fits the temperature.
    ///
    /// @param logits [items, classes]
    /// @param labels the true class of each item
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if every label has a largest logit (T would go to
    ///     0), or if the labels' logits are on average no larger than the others (T would grow without end)
    public static TemperatureScaling fit(double[][] logits, int... labels) {
        Require.sameLength(logits.length, labels.length, "logits and labels");
        Require.defined(logits.length > 0, "no items");
        boolean allRight = true;
        for (int i = 0; i < labels.length; i++) {
            Require.finite(logits[i], "logits");
            Require.that(labels[i] >= 0 && labels[i] < logits[i].length, "label " + labels[i] + " has no logit");
            allRight &= logits[i][labels[i]] >= largest(logits[i]);
        }
        Require.defined(!allRight, "every item is right: the optimum is T = 0");
        Require.defined(slope(logits, labels, 0) < 0, "the logits carry no information: the optimum is T = infinity");
        double high = 1;
        while (slope(logits, labels, high) < 0) {
            high *= 2;
        }
        double inverse = new BrentSolver(1e-15, 1e-15, 1e-300).findRoot(b -> slope(logits, labels, b), 0, high);
        return new TemperatureScaling(1 / inverse, loss(logits, labels, 1), loss(logits, labels, inverse));
    }

    /// Mean of logsumexp(b z) - b z_label.
    private static double loss(double[][] logits, int[] labels, double b) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            double top = largest(logits[i]);
            double total = 0;
            for (double z : logits[i]) {
                total += Math.exp(b * (z - top));
            }
            sum += Math.log(total) + b * (top - logits[i][labels[i]]);
        }
        return sum / labels.length;
    }

    /// The loss's derivative by b = 1/T.
    private static double slope(double[][] logits, int[] labels, double b) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            double top = largest(logits[i]);
            double total = 0;
            double weighted = 0;
            for (double z : logits[i]) {
                double weight = Math.exp(b * (z - top));
                total += weight;
                weighted += weight * z;
            }
            sum += weighted / total - logits[i][labels[i]];
        }
        return sum / labels.length;
    }

    private static double largest(double[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }
}
