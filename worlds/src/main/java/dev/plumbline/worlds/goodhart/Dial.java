package dev.plumbline.worlds.goodhart;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// A way to press on a score: a family of distributions over candidates from uniform to the best alone, with the
/// divergence from uniform, KL in nats, as the measure of pressure.
public enum Dial {
    /// The best of n draws: with ranks from below, `(i / m)^n - ((i - 1) / m)^n`.
    BEST_OF_N {
        @Override
        double[] distribution(double[] sorted, double strength) {
            int m = sorted.length;
            double[] p = new double[m];
            for (int i = 0; i < m; i++) {
                p[i] = Math.pow((i + 1.0) / m, 1 + strength) - Math.pow((double) i / m, 1 + strength);
            }
            return p;
        }
    },
    /// Proportional to `exp(strength score)`: what learning with a KL penalty of weight 1 / strength converges to.
    SOFTMAX {
        @Override
        double[] distribution(double[] sorted, double strength) {
            double highest = sorted[sorted.length - 1];
            double[] p = Arrays.stream(sorted)
                    .map(x -> Math.exp(strength * (x - highest)))
                    .toArray();
            double sum = Arrays.stream(p).sum();
            return Arrays.stream(p).map(x -> x / sum).toArray();
        }
    },
    /// Uniform over the best share `1 / (1 + strength)`.
    QUANTILE {
        @Override
        double[] distribution(double[] sorted, double strength) {
            int m = sorted.length;
            double left = m / (1 + strength);
            double[] p = new double[m];
            for (int i = m - 1; i >= 0 && left > 0; i--) {
                p[i] = Math.min(1, left) * (1 + strength) / m;
                left -= 1;
            }
            return p;
        }
    };

    /// The distribution at this strength, 0 being uniform.
    ///
    /// @param sorted scores, ascending
    abstract double[] distribution(double[] sorted, double strength);

    /// The distribution over candidates at this pressure.
    ///
    /// @param scores of the candidates, all different
    /// @param kl nats from uniform, at least 0 and below `log(candidates)`
    public double[] at(double[] scores, double kl) {
        int m = scores.length;
        if (!(kl >= 0 && kl < Math.log(m))) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "pressure on " + m + " candidates must lie in [0, " + Math.log(m) + ") nats, not " + kl);
        }
        Integer[] order = IntStream.range(0, m).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        double[] sorted = Arrays.stream(order).mapToDouble(i -> scores[i]).toArray();
        double low = 0;
        double high = 1;
        while (kl(distribution(sorted, high)) < kl && high < 1e12) {
            high *= 2;
        }
        for (int i = 0; i < 50 && high - low > 1e-12 * high; i++) {
            double middle = (low + high) / 2;
            if (kl(distribution(sorted, middle)) < kl) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double[] bySorted = distribution(sorted, low);
        double[] p = new double[m];
        for (int i = 0; i < m; i++) {
            p[order[i]] = bySorted[i];
        }
        return p;
    }

    /// KL(p || uniform) in nats.
    static double kl(double[] p) {
        double sum = 0;
        for (double x : p) {
            sum += x > 0 ? x * Math.log(x * p.length) : 0;
        }
        return sum;
    }
}
