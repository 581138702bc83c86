package dev.plumbline.worlds.theory;

import java.util.random.RandomGenerator;

/// Some of what is selected from was made to look good: an adversary who knows the proxy plants it.
///
/// A share 1 - planted has gold = proxy ~ N(0, 1); a share `planted` has proxy ~ N(lift, 1) and gold -harm.
///
/// @param planted the adversary's share, in [0, 1]
/// @param lift how much better the planted ones look
/// @param harm what a planted one costs when it is selected, at least 0
public record AdversarialGoodhart(double planted, double lift, double harm) implements Goodhart {
    public AdversarialGoodhart {
        Require.probability(planted, "planted");
        Require.finite(lift, "lift");
        Require.notNegative(harm, "harm");
    }

    /// P(planted given proxy > u) = planted P(Z > u - lift) / (planted P(Z > u - lift) + (1 - planted) P(Z > u)).
    public double plantedAbove(double u) {
        return planted * Gaussian.above(u - lift) / proxyAbove(u);
    }

    @Override
    public double goldAt(double u) {
        double share = planted == 0 ? 0 : planted / (planted + (1 - planted) * Math.exp(lift * (lift / 2 - u)));
        return (1 - share) * u - share * harm;
    }

    /// P(honest given proxy > u) E[Z given Z > u] - harm P(planted given proxy > u).
    @Override
    public double goldAbove(double u) {
        double share = plantedAbove(u);
        return (1 - share) * Gaussian.meanAbove(u) - share * harm;
    }

    @Override
    public Draw draw(RandomGenerator random) {
        if (random.nextDouble() < planted) {
            return new Draw(lift + random.nextGaussian(), -harm);
        }
        double gold = random.nextGaussian();
        return new Draw(gold, gold);
    }

    @Override
    public double proxyAbove(double u) {
        return planted * Gaussian.above(u - lift) + (1 - planted) * Gaussian.above(u);
    }

    @Override
    public double proxyDensity(double u) {
        return planted * Gaussian.density(u - lift) + (1 - planted) * Gaussian.density(u);
    }

    @Override
    public double[] proxyRange() {
        return new double[] {Math.min(0, lift) - 38, Math.max(0, lift) + 38};
    }
}
