package dev.plumbline.core.stats;

import java.util.Arrays;

/// A chance as a function of what is known about each item: logit P = x' b, by maximum likelihood without a penalty.
///
/// Outcomes may be shares in [0, 1]; weights count an item several times.
public final class LogisticRegression {
    private final Likelihood.Maximum maximum;

    private LogisticRegression(Likelihood.Maximum maximum) {
        this.maximum = maximum;
    }

    /// Fits the coefficients of the columns of `rows`; give a column of ones for an offset.
    ///
    /// @param rows one per item, all of one length
    /// @param outcomes in [0, 1]
    /// @param weights 0 or more
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if the outcomes are separated or columns depend on
    /// each other, so that no finite coefficients are the best
    public static LogisticRegression fit(double[][] rows, double[] outcomes, double[] weights) {
        Require.sameLength(rows.length, outcomes.length, "rows and outcomes");
        Require.sameLength(rows.length, weights.length, "rows and weights");
        Require.defined(rows.length > 0, "no items");
        Require.finite(weights, "weights");
        for (double y : outcomes) {
            Require.probability(y, "an outcome");
        }
        Model model = new Model(rows, outcomes, weights);
        return new LogisticRegression(model.maximum(new double[rows[0].length]));
    }

    /// The coefficients, in the order of the columns.
    public double[] coefficients() {
        return maximum.parameters().clone();
    }

    /// Covariance of the coefficients: the inverse of the weighted information.
    public double[][] covariance() {
        return Arrays.stream(maximum.covariance()).map(double[]::clone).toArray(double[][]::new);
    }

    /// Square roots of the covariance's diagonal.
    public double[] standardErrors() {
        return diagonalRoots(maximum.covariance());
    }

    /// The chance for one row.
    public double probability(double... row) {
        return sigmoid(product(row, maximum.parameters()));
    }

    static double[] diagonalRoots(double[][] covariance) {
        double[] roots = new double[covariance.length];
        Arrays.setAll(roots, i -> Math.sqrt(Math.max(0, covariance[i][i])));
        return roots;
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double product(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    @SuppressWarnings("ArrayRecordComponent") // three columns of one table, never compared
    private record Model(double[][] rows, double[] outcomes, double[] weights) implements Likelihood {
        @Override
        public double at(double[] b) {
            double sum = 0;
            for (int i = 0; i < rows.length; i++) {
                double x = product(rows[i], b);
                // y x - ln(1 + e^x), written so that a large x does not overflow
                sum += weights[i] * (outcomes[i] * x - Math.max(x, 0) - Math.log1p(Math.exp(-Math.abs(x))));
            }
            return sum;
        }

        @Override
        public Slope slope(double[] b) {
            double[] gradient = new double[b.length];
            double[][] information = new double[b.length][b.length];
            for (int i = 0; i < rows.length; i++) {
                double p = sigmoid(product(rows[i], b));
                for (int j = 0; j < b.length; j++) {
                    gradient[j] += weights[i] * rows[i][j] * (outcomes[i] - p);
                    for (int k = 0; k < b.length; k++) {
                        information[j][k] += weights[i] * p * (1 - p) * rows[i][j] * rows[i][k];
                    }
                }
            }
            return new Slope(gradient, information);
        }
    }
}
