package dev.plumbline.core.stats;

/// How far a sample has moved from a reference, by the shares of both in the same bins.
///
/// Bins are [edge, next edge); values outside count in the first and the last bin. Logarithms are natural.
public final class HistogramDrift {
    private final double[] reference;
    private final double[] current;

    private HistogramDrift(double[] reference, double[] current) {
        this.reference = reference;
        this.current = current;
    }

    /// Counts both samples.
    ///
    /// @param edges rising, at least two
    public static HistogramDrift of(double[] reference, double[] current, double[] edges) {
        Require.that(edges.length >= 2, "a histogram needs two edges or more");
        for (int i = 1; i < edges.length; i++) {
            Require.that(edges[i] > edges[i - 1], "edges must rise, not go from " + edges[i - 1] + " to " + edges[i]);
        }
        return new HistogramDrift(shares(reference, edges, "reference"), shares(current, edges, "current"));
    }

    private static double[] shares(double[] values, double[] edges, String name) {
        Require.defined(values.length > 0, "an empty sample");
        Require.finite(values, name);
        double[] shares = new double[edges.length - 1];
        for (double value : values) {
            int bin = 0;
            while (bin < shares.length - 1 && value >= edges[bin + 1]) {
                bin++;
            }
            shares[bin] += 1.0 / values.length;
        }
        return shares;
    }

    /// The share of the reference in each bin.
    public double[] referenceShares() {
        return reference.clone();
    }

    /// The share of the current sample in each bin.
    public double[] currentShares() {
        return current.clone();
    }

    /// Population stability index, sum (c - r) ln(c / r), with each share raised to at least `floor`, above 0.
    ///
    /// Below 0.1 is commonly called stable, above 0.25 shifted; both depend on the sample sizes.
    public double populationStability(double floor) {
        Require.open(floor, "floor");
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double r = Math.max(reference[i], floor);
            double c = Math.max(current[i], floor);
            sum += (c - r) * Math.log(c / r);
        }
        return sum;
    }

    /// Jensen-Shannon divergence in nats, in [0, ln 2].
    public double jensenShannon() {
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double middle = (reference[i] + current[i]) / 2;
            sum += entropy(reference[i], middle) + entropy(current[i], middle);
        }
        return Math.max(0, sum / 2);
    }

    /// KL(current || reference) in nats; +Infinity if the current sample fills a bin that is empty in the reference.
    public double kullbackLeibler() {
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            sum += entropy(current[i], reference[i]);
        }
        return sum;
    }

    /// Half the sum of absolute differences, in [0, 1].
    public double totalVariation() {
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            sum += Math.abs(current[i] - reference[i]);
        }
        return sum / 2;
    }

    /// sqrt(sum (sqrt c - sqrt r)^2 / 2), in [0, 1].
    public double hellinger() {
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double d = Math.sqrt(current[i]) - Math.sqrt(reference[i]);
            sum += d * d;
        }
        return Math.sqrt(sum / 2);
    }

    /// p ln(p / q), 0 at p = 0.
    private static double entropy(double p, double q) {
        return p == 0 ? 0 : p * Math.log(p / q);
    }
}
