package dev.plumbline.worlds.theory;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.stats.Mean;
import java.util.random.RandomGenerator;

/// A proxy and the gold value that it stands for, so that selecting by the proxy can be followed exactly.
///
/// The four ways in which a proxy stops being a proxy under selection are those of Manheim and Garrabrant (2018).
/// Selection is best of n by proxy, or keeping everything above a threshold; both act on the joint distribution
/// that `draw` samples.
public sealed interface Goodhart permits RegressionalGoodhart, ExtremalGoodhart, CausalGoodhart, AdversarialGoodhart {
    /// One thing that may be selected.
    record Draw(double proxy, double gold) {}

    /// Draws one thing.
    Draw draw(RandomGenerator random);

    /// P(proxy > u).
    double proxyAbove(double u);

    /// The density of the proxy at u.
    double proxyDensity(double u);

    /// E[gold given proxy = u].
    double goldAt(double u);

    /// E[gold given proxy > u], in closed form.
    double goldAbove(double u);

    /// Where the proxy practically ends: P(proxy outside) is below 1e-300.
    double[] proxyRange();

    /// E[gold of the best of n by proxy]: goldAt integrated over the density of the best, n f(u) F(u)^(n-1).
    default double bestOf(long n) {
        return overBest(n, true);
    }

    /// E[proxy of the best of n by proxy].
    default double proxyOfBest(long n) {
        return overBest(n, false);
    }

    /// Gold of the best of n, from `rounds` selections that are played.
    default Estimate simulateBestOf(int n, int rounds, RandomGenerator random, double level) {
        Require.atLeast(n, 1, "n");
        Require.atLeast(rounds, 2, "rounds");
        double[] gold = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            Draw best = draw(random);
            for (int j = 1; j < n; j++) {
                Draw next = draw(random);
                best = next.proxy() > best.proxy() ? next : best;
            }
            gold[i] = best.gold();
        }
        return Mean.of(gold).interval(level);
    }

    private double overBest(long n, boolean gold) {
        Require.atLeast(n, 1, "n");
        double[] range = proxyRange();
        double kink = this instanceof ExtremalGoodhart extremal ? extremal.turn() : range[0];
        return Quadrature.of(
                u -> (gold ? goldAt(u) : u)
                        * n
                        * proxyDensity(u)
                        * (n == 1 ? 1 : Math.exp((n - 1) * Math.log1p(-proxyAbove(u)))),
                Quadrature.ends(range[0], range[1], 160, kink));
    }
}
