package dev.plumbline.worlds.theory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A q-quantilizer (Taylor 2016): draws from a base distribution restricted to its best share q by utility.
///
/// Where the boundary of the share falls into actions of equal utility, they are all kept in proportion to their
/// base probability, so the result does not depend on their order.
///
/// @param q the share that is kept, in (0, 1]; 1 is the base itself
public record Quantilizer(double q) {
    public Quantilizer {
        Require.that(q > 0 && q <= 1, "q must lie in (0, 1], not " + q);
    }

    /// How likely each action becomes.
    ///
    /// @param base probabilities of the actions
    /// @param utility of each action, finite
    public double[] distribution(double[] base, double[] utility) {
        Require.distribution(base, "base");
        sameLength(base, utility, "utility");
        Integer[] order = IntStream.range(0, base.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -utility[i]));
        double[] result = new double[base.length];
        double left = q;
        for (int from = 0; from < order.length && left > 0; ) {
            int to = from;
            double mass = 0;
            while (to < order.length && utility[order[to]] == utility[order[from]]) {
                mass += base[order[to++]];
            }
            double share = mass == 0 ? 0 : Math.min(1, left / mass);
            for (int i = from; i < to; i++) {
                result[order[i]] = share * base[order[i]] / q;
            }
            left -= mass;
            from = to;
        }
        return normalised(result);
    }

    /// E[f] under the quantilized distribution; with `f` the utility itself this is what quantilizing gains.
    public double expected(double[] base, double[] utility, double[] f) {
        sameLength(base, f, "f");
        double[] p = distribution(base, utility);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i] * f[i];
        }
        return sum;
    }

    /// E_base[cost] / q, which no cost function of values at least 0 exceeds under this quantilizer, whatever the
    /// utility: the quantilizer has the highest expected utility of all that keep this bound for every cost.
    public double costBound(double[] base, double[] cost) {
        Require.distribution(base, "base");
        sameLength(base, cost, "cost");
        double sum = 0;
        for (int i = 0; i < base.length; i++) {
            Require.notNegative(cost[i], "cost[" + i + "]");
            sum += base[i] * cost[i];
        }
        return sum / q;
    }

    /// E[U] where the base's utility is standard normal: phi(z) / q with P(Z > z) = q.
    public double expectedNormalUtility() {
        return q == 1 ? 0 : Gaussian.density(Gaussian.upperQuantile(q)) / q;
    }

    /// KL(quantilized || base) in nats where no two utilities are equal and the base is continuous: log(1 / q).
    public double kl() {
        return -Math.log(q);
    }

    /// One action.
    public int sample(double[] base, double[] utility, RandomGenerator random) {
        double[] p = distribution(base, utility);
        double u = random.nextDouble();
        int last = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                last = i;
                u -= p[i];
                if (u < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    /// Takes out what rounding left over.
    private static double[] normalised(double[] p) {
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(x -> x / sum).toArray();
    }

    private static void sameLength(double[] base, double[] other, String name) {
        Require.that(
                base.length == other.length,
                base.length + " actions need as many values of " + name + ", not " + other.length);
        for (int i = 0; i < other.length; i++) {
            Require.finite(other[i], name + "[" + i + "]");
        }
    }
}
