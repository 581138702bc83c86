package dev.plumbline.core.stats;

import org.apache.commons.numbers.gamma.LogBeta;

/// The distribution of the largest gap between a sample's distribution function and the true one.
final class OneSampleGap {
    /// Up to so many items the distribution is computed exactly everywhere.
    private static final int SMALL = 140;

    private OneSampleGap() {}

    /// P(D >= d) for `n` items, computed as Simard and L'Ecuyer (2011) choose: twice the one-sided tail where
    /// both sides cannot well be passed at once; else one less the exact matrix power of Durbin (1973), or, for
    /// many items, less the expansion of Pelz and Good (1976), which has six digits.
    static double tail(int n, double d) {
        if (n * d <= 0.5) {
            return 1;
        }
        if (d >= 1) {
            return 0;
        }
        double squared = n * d * d;
        if (d >= 0.5 || squared > (n <= SMALL ? 4 : 2.2)) {
            return Math.min(1, 2 * oneSidedTail(n, d));
        }
        boolean exact = n <= SMALL || n * Math.pow(d, 1.5) <= 1.4;
        return 1 - (exact ? below(n, d) : expansion(n, d));
    }

    /// K0 + K1 / sqrt n + K2 / n + K3 / n^1.5 at z = d sqrt n: sums over odd m of a polynomial in m^2 times
    /// exp(-pi^2 m^2 / (8 z^2)), and for K2 and K3 over all k of one times exp(-pi^2 k^2 / (2 z^2)).
    private static double expansion(int n, double d) {
        double z2 = n * d * d;
        double z = Math.sqrt(z2);
        double z4 = z2 * z2;
        double z6 = z4 * z2;
        double pi2 = Math.PI * Math.PI;
        double[] odd = new double[4];
        double second = 0;
        double third = 0;
        for (int k = (int) Math.ceil(16 * z / Math.PI); k > 0; k--) {
            double m2 = (2.0 * k - 1) * (2.0 * k - 1) * pi2 / 4;
            double weight = Math.exp(-m2 / (2 * z2));
            odd[0] += weight;
            odd[1] += weight * (m2 - z2);
            odd[2] += weight * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * m2 + (1 - 2 * z2) * m2 * m2);
            odd[3] += weight
                    * (-30 * z6
                            - 90 * z4 * z4
                            + (135 * z4 - 96 * z6) * m2
                            + (212 * z4 - 60 * z2) * m2 * m2
                            + (5 - 30 * z2) * m2 * m2 * m2);
            double k2 = (double) k * k * pi2;
            double even = k2 * Math.exp(-k2 / (2 * z2));
            second += even;
            third += even * (3 * z2 - k2);
        }
        double root = Math.sqrt(2 * Math.PI);
        double k0 = odd[0] / z;
        double k1 = odd[1] / (6 * z4);
        double k2 = odd[2] / (72 * z6 * z) - second / (36 * z2 * z);
        double k3 = odd[3] / (6480 * z6 * z4) + third / (216 * z6);
        return root * (k0 + (k1 + (k2 + k3 / Math.sqrt(n)) / Math.sqrt(n)) / Math.sqrt(n));
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
