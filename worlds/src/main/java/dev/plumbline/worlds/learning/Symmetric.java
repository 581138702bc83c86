package dev.plumbline.worlds.learning;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// Small symmetric systems.
final class Symmetric {
    private Symmetric() {}

    /// The x with A x = b for a positive definite A, by Cholesky's decomposition; A is not changed.
    static double[] solve(double[][] a, double[] b) {
        double[][] l = cholesky(a);
        int n = b.length;
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                x[i] -= l[i][j] * x[j];
            }
            x[i] /= l[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int j = i + 1; j < n; j++) {
                x[i] -= l[j][i] * x[j];
            }
            x[i] /= l[i][i];
        }
        return x;
    }

    private static double[][] cholesky(double[][] a) {
        int n = a.length;
        double[][] l = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                if (i == j && sum <= 0) {
                    throw new PlumblineException(
                            ErrorCode.UNDEFINED, "the data do not determine feature " + i + "; give a stronger prior");
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        return l;
    }
}
