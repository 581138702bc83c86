package dev.plumbline.core.stats;

/// A symmetric matrix above zero, factored once as L L' (Cholesky), so that systems can be solved and it can be inverted.
final class PositiveDefinite {
    private final double[][] lower;

    private PositiveDefinite(double[][] lower) {
        this.lower = lower;
    }

    /// Factors `matrix`, of which only the lower triangle is read.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED with this reason if it is not above zero
    static PositiveDefinite of(double[][] matrix, String otherwise) {
        int n = matrix.length;
        double[][] lower = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= lower[i][k] * lower[j][k];
                }
                if (i == j) {
                    Require.defined(rest > 0 && Double.isFinite(rest), otherwise);
                    lower[i][i] = Math.sqrt(rest);
                } else {
                    lower[i][j] = rest / lower[j][j];
                }
            }
        }
        return new PositiveDefinite(lower);
    }

    /// x with A x = b.
    double[] solve(double[] b) {
        int n = lower.length;
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= lower[i][k] * x[k];
            }
            x[i] /= lower[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] -= lower[k][i] * x[k];
            }
            x[i] /= lower[i][i];
        }
        return x;
    }

    double[][] inverse() {
        int n = lower.length;
        double[][] inverse = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] unit = new double[n];
            unit[i] = 1;
            inverse[i] = solve(unit);
        }
        return inverse;
    }

    /// x' A x for a symmetric A.
    static double form(double[] x, double[][] a) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                sum += x[i] * a[i][j] * x[j];
            }
        }
        return sum;
    }
}
