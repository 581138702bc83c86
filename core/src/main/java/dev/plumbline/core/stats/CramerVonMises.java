package dev.plumbline.core.stats;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogGamma;

/// Whether two samples come from one distribution, by the mean squared gap between their distribution functions
/// (Anderson 1962).
///
/// @param n size of the one sample, at least 2
/// @param m size of the other, at least 2
/// @param statistic T = U / (n m (n + m)) - (4 n m - 1) / (6 (n + m)), with mid-ranks for ties
public record CramerVonMises(int n, int m, double statistic) {
    /// Terms of the limiting distribution's series below this end it.
    private static final double SMALL = 1e-7;

    public static CramerVonMises of(double[] x, double[] y) {
        Require.defined(x.length > 0 && y.length > 0, "an empty sample");
        Require.defined(x.length > 1 && y.length > 1, "a sample of one item");
        Require.finite(x, "x");
        Require.finite(y, "y");
        int n = x.length;
        int m = y.length;
        double[] all = Arrays.copyOf(x, n + m);
        System.arraycopy(y, 0, all, n, m);
        Arrays.sort(all, 0, n);
        Arrays.sort(all, n, n + m);
        double[] ranks = Ranks.of(all).ranks();
        double ofX = 0;
        for (int i = 0; i < n; i++) {
            double d = ranks[i] - (i + 1);
            ofX += d * d;
        }
        double ofY = 0;
        for (int j = 0; j < m; j++) {
            double d = ranks[n + j] - (j + 1);
            ofY += d * d;
        }
        double pairs = (double) n * m;
        double u = n * ofX + m * ofY;
        return new CramerVonMises(n, m, u / (pairs * (n + m)) - (4 * pairs - 1) / (6.0 * (n + m)));
    }

    /// The p-value by the limit of many items, after T is given the limit's mean 1/6 and variance 1/45.
    public double p() {
        double all = (double) n + m;
        double pairs = (double) n * m;
        double mean = (1 + 1 / all) / 6;
        double spread = 4 * pairs * all - 3 * ((double) n * n + (double) m * m) - 2 * pairs;
        double variance = (all + 1) * spread / (45 * all * all * 4 * pairs);
        double t = 1.0 / 6 + (statistic - mean) / Math.sqrt(45 * variance);
        return t < 0.003 ? 1 : Math.max(0, 1 - limit(t));
    }

    /// P(T <= t) of the limit (Csorgo, Faraway 1996, equation 1.2):
    /// sum over k of Gamma(k + 1/2) / (Gamma(k + 1) pi^1.5 sqrt t) sqrt(4 k + 1) exp(-q) K_1/4(q), q = (4 k + 1)^2 / 16 t.
    private static double limit(double t) {
        double sum = 0;
        for (int k = 0; ; k++) {
            double y = 4 * k + 1;
            double q = y * y / (16 * t);
            double gammas = Math.exp(LogGamma.value(k + 0.5) - LogGamma.value(k + 1.0));
            double term = gammas * Math.sqrt(y) * dampedBessel(q) / (Math.pow(Math.PI, 1.5) * Math.sqrt(t));
            sum += term;
            if (term < SMALL) {
                return sum;
            }
        }
    }

    /// exp(-q) K_1/4(q), as the integral of exp(-q (cosh u + 1)) cosh(u / 4) over u > 0 by the trapezoid rule, which
    /// converges faster than any power for such integrands.
    private static double dampedBessel(double q) {
        double step = 1.0 / 32;
        double sum = Math.exp(-2 * q) / 2;
        for (int i = 1; ; i++) {
            double u = i * step;
            double term = Math.exp(-q * (Math.cosh(u) + 1)) * Math.cosh(u / 4);
            sum += term;
            if (term <= 1e-18 * sum) {
                return sum * step;
            }
        }
    }
}
