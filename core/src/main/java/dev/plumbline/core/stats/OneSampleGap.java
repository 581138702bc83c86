package dev.plumbline.core.stats;

import org.apache.commons.numbers.gamma.LogBeta;

/// The distribution of the largest gap between a sample's distribution function and the true one.
final class OneSampleGap {
    private OneSampleGap() {}

    /// P(D >= d) for `n` items: twice the one-sided tail where both sides cannot well be passed at once, else one less
    /// the exact matrix power of Durbin (1973) as Marsaglia, Tsang and Wang (2003) arrange it.
    static double tail(int n, double d) {
        if (n * d <= 0.5) {
            return 1;
        }
        if (d >= 1) {
            return 0;
        }
        double squared = n * d * d;
        // Simard and L'Ecuyer (2011): from here on twice one side has 14 digits; above 140 items, six are kept.
        boolean far = d >= 0.5 || squared > (n <= 140 ? 4 : 2.2);
        return far ? Math.min(1, 2 * oneSidedTail(n, d)) : 1 - below(n, d);
    }

    /// Birnbaum and Tingey (1951): d sum over j <= n (1 - d) of C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j).
    static double oneSidedTail(int n, double d) {
        double sum = 0;
        int last = (int) Math.floor(n * (1 - d));
        for (int j = 0; j <= last; j++) {
            double up = d + (double) j / n;
            double rest = 1 - up;
            if (rest < 0 || (rest == 0 && j < n)) {
                continue;
            }
            double choose = -Math.log(n + 1.0) - LogBeta.value(n - j + 1.0, j + 1.0);
            double remaining = j == n ? 0 : (n - j) * Math.log(rest);
            sum += Math.exp(choose + (j - 1) * Math.log(up) + remaining);
        }
        return d * sum;
    }

    /// P(D < d).
    private static double below(int n, double d) {
        int k = (int) Math.floor(n * d) + 1;
        double h = k - n * d;
        double[][] power = band(2 * k - 1, h);
        Scaled result = new Scaled(power, 0).power(n);
        double s = result.matrix[k - 1][k - 1];
        int exponent = result.exponent;
        for (int i = 1; i <= n; i++) {
            s = s * i / n;
            if (s < 1e-140) {
                s *= 1e140;
                exponent -= 140;
            }
        }
        return s * Math.pow(10, exponent);
    }

    private static double[][] band(int size, double h) {
        double[][] band = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                band[i][j] = i - j + 1 < 0 ? 0 : 1;
            }
        }
        for (int i = 0; i < size; i++) {
            band[i][0] -= Math.pow(h, i + 1);
            band[size - 1][i] -= Math.pow(h, size - i);
        }
        band[size - 1][0] += 2 * h - 1 > 0 ? Math.pow(2 * h - 1, size) : 0;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (int g = 1; g <= i - j + 1; g++) {
                    band[i][j] /= g;
                }
            }
        }
        return band;
    }

    /// A matrix times a power of ten, so that it does not overflow.
    private static final class Scaled {
        private final double[][] matrix;
        private final int exponent;

        Scaled(double[][] matrix, int exponent) {
            this.matrix = matrix;
            this.exponent = exponent;
        }

        Scaled power(int n) {
            if (n == 1) {
                return this;
            }
            Scaled half = power(n / 2);
            Scaled square = half.times(half);
            return n % 2 == 0 ? square : square.times(this);
        }

        private Scaled times(Scaled other) {
            int size = matrix.length;
            double[][] product = new double[size][size];
            for (int i = 0; i < size; i++) {
                for (int k = 0; k < size; k++) {
                    double left = matrix[i][k];
                    for (int j = 0; left != 0 && j < size; j++) {
                        product[i][j] += left * other.matrix[k][j];
                    }
                }
            }
            int sum = exponent + other.exponent;
            if (product[size / 2][size / 2] > 1e140) {
                for (double[] row : product) {
                    for (int j = 0; j < size; j++) {
                        row[j] *= 1e-140;
                    }
                }
                sum += 140;
            }
            return new Scaled(product, sum);
        }
    }
}
