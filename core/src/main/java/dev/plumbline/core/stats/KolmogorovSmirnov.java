package dev.plumbline.core.stats;

import java.util.Arrays;

/// Whether two samples come from one distribution, by the largest gap D between their distribution functions.
///
/// @param n size of the one sample
/// @param m size of the other
/// @param d the gap, in [0, 1]
public record KolmogorovSmirnov(int n, int m, double d) {
    /// The gap between two samples.
    public static KolmogorovSmirnov of(double[] x, double[] y) {
        Require.defined(x.length > 0 && y.length > 0, "an empty sample");
        Require.finite(x, "x");
        Require.finite(y, "y");
        double[] left = x.clone();
        double[] right = y.clone();
        Arrays.sort(left);
        Arrays.sort(right);
        double gap = 0;
        int i = 0;
        int j = 0;
        while (i < left.length && j < right.length) {
            double at = Math.min(left[i], right[j]);
            while (i < left.length && left[i] == at) {
                i++;
            }
            while (j < right.length && right[j] == at) {
                j++;
            }
            gap = Math.max(gap, Math.abs((double) i / left.length - (double) j / right.length));
        }
        return new KolmogorovSmirnov(left.length, right.length, gap);
    }

    /// P(D >= d) over all orders of distinct values: the chance that a random lattice path from (0, 0) to (n, m) leaves
    /// the band |i/n - j/m| < d (Hodges 1957). Ties make it too large.
    public double exactP() {
        long common = greatestCommonDivisor(n, m);
        long byX = m / common;
        long byY = n / common;
        long reach = Math.round(d * byX * n);
        if (reach == 0) {
            return 1;
        }
        // left[j]: the chance that a random path to (i, j) has left the band on its way
        double[] left = new double[m + 1];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= m; j++) {
                if (Math.abs(i * byX - j * byY) >= reach) {
                    left[j] = 1;
                } else if (i + j == 0) {
                    left[j] = 0;
                } else {
                    double fromBelow = j == 0 ? 0 : left[j - 1] * j;
                    left[j] = (left[j] * i + fromBelow) / (i + j);
                }
            }
        }
        return left[m];
    }

    /// Smirnov's limit (1948): 2 sum (-1)^(k-1) exp(-2 k^2 l^2) with l = d sqrt(n m / (n + m)).
    public double asymptoticP() {
        double l = d * Math.sqrt((double) n * m / (n + m));
        if (l < 0.2) {
            return 1; // the other 1e-12 of the distribution lie below
        }
        if (l < 1) {
            double sum = 0;
            for (int k = 1; k <= 9; k += 2) {
                sum += Math.exp(-k * k * Math.PI * Math.PI / (8 * l * l));
            }
            return 1 - Math.sqrt(2 * Math.PI) / l * sum;
        }
        double sum = 0;
        for (int k = 1; k <= 12; k++) {
            sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * l * l);
        }
        return sum;
    }

    /// The p of one sample of round(n m / (n + m)) items against a known distribution: what scipy calls the asymptotic
    /// p-value of two samples; another number than [#asymptoticP].
    public double effectiveSizeP() {
        int size = (int) Math.rint((double) n * m / ((double) n + m));
        Require.defined(size > 0, "too few items for an effective sample of one");
        return OneSampleGap.tail(size, d);
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
