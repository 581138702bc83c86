package dev.plumbline.worlds.theory;

/// What drawing n answers and keeping the one of highest score does to the distribution of answers.
///
/// @param n how many are drawn, at least 1
public record BestOfN(long n) {
    public BestOfN {
        Require.atLeast(n, 1, "n");
    }

    /// log n - (n - 1) / n nats: KL(best of n || base) if no two scores are equal, an upper bound otherwise
    /// (Stiennon et al. 2020; Beirami et al. 2024).
    public double klBound() {
        return Math.log(n) - (n - 1.0) / n;
    }

    /// KL(best of n || base) in nats where the base has finitely many answers.
    ///
    /// @param probabilities of the answers in ascending order of score; equal scores must be one entry
    public double kl(double... probabilities) {
        double[] best = distribution(probabilities);
        double kl = 0;
        for (int i = 0; i < best.length; i++) {
            kl += best[i] == 0 ? 0 : best[i] * Math.log(best[i] / probabilities[i]);
        }
        return kl;
    }

    /// The distribution of the best of n: F(i)^n - F(i - 1)^n.
    ///
    /// @param probabilities as in `kl`
    public double[] distribution(double... probabilities) {
        Require.distribution(probabilities, "probabilities");
        double[] best = new double[probabilities.length];
        double below = 0;
        double powerBelow = 0;
        for (int i = 0; i < best.length; i++) {
            below = i == best.length - 1 ? 1 : Math.min(1, below + probabilities[i]);
            double power = Math.pow(below, n);
            best[i] = power - powerBelow;
            powerBelow = power;
        }
        return best;
    }

    /// n / (n + 1): how often the best of n beats one more draw from the base, if no two scores are equal.
    public double winRate() {
        return winRateAgainst(1);
    }

    /// n / (n + m): how often the best of n beats the best of m, if no two scores are equal.
    public double winRateAgainst(long m) {
        Require.atLeast(m, 1, "m");
        return n / ((double) n + m);
    }

    /// Expected maximum of n uniform scores on [0, 1]: n / (n + 1).
    public double expectedUniformMaximum() {
        return n / (n + 1.0);
    }

    /// Expected maximum of n exponential scores of rate 1: 1 + 1/2 + ... + 1/n. From n = 1,000 on by the
    /// asymptotic series, whose error there is below 1e-15.
    public double expectedExponentialMaximum() {
        if (n >= 1000) {
            double inverse = 1.0 / n;
            double square = inverse * inverse;
            return Math.log(n) + 0.57721566490153286 + inverse / 2 - square / 12 + square * square / 120;
        }
        double sum = 0;
        for (long i = n; i >= 1; i--) {
            sum += 1.0 / i;
        }
        return sum;
    }

    /// Expected maximum of n standard normal scores, to about 1e-13: the integral of 1 - Phi(x)^n over x > 0 less
    /// that of Phi(x)^n over x < 0.
    public double expectedNormalMaximum() {
        double above = Quadrature.of(x -> -Math.expm1(logAllBelow(x)), Quadrature.ends(0, 40, 80));
        double below = Quadrature.of(x -> Math.exp(logAllBelow(x)), Quadrature.ends(-40, 0, 80));
        return above - below;
    }

    /// The expected maximum of n draws from finitely many values.
    ///
    /// @param values ascending, with `probabilities` as in `kl`
    public double expectedMaximum(double[] values, double[] probabilities) {
        Require.that(
                values.length == probabilities.length,
                values.length + " values need as many probabilities, not " + probabilities.length);
        double[] best = distribution(probabilities);
        double sum = 0;
        for (int i = 0; i < best.length; i++) {
            Require.that(i == 0 || values[i] > values[i - 1], "values must ascend; values[" + i + "] does not");
            sum += best[i] * values[i];
        }
        return sum;
    }

    private double logAllBelow(double x) {
        return x > 0 ? n * Math.log1p(-Gaussian.above(x)) : n * Math.log(Gaussian.below(x));
    }
}
