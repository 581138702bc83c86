package dev.plumbline.worlds.theory;

import java.util.random.RandomGenerator;

/// Proxy and gold agree where things usually are, and part where selection leads.
///
/// proxy U ~ N(0, 1); gold = U up to `turn`, and turn - fall (U - turn) beyond it.
///
/// @param turn the proxy up to which it is right
/// @param fall by how much gold falls for each unit of proxy beyond, above -1 (-1 would be no parting at all)
public record ExtremalGoodhart(double turn, double fall) implements Goodhart {
    public ExtremalGoodhart {
        Require.finite(turn, "turn");
        Require.that(Double.isFinite(fall) && fall > -1, "fall must be a finite number above -1, not " + fall);
    }

    @Override
    public double goldAt(double u) {
        return u <= turn ? u : turn - fall * (u - turn);
    }

    /// E[U given U > u] - (1 + fall) E[max(U - turn, 0) given U > u].
    @Override
    public double goldAbove(double u) {
        double mean = Gaussian.meanAbove(u);
        if (u >= turn) {
            return turn - fall * (mean - turn);
        }
        return mean - (1 + fall) * Gaussian.excess(turn) / Gaussian.above(u);
    }

    /// E[gold] under the tilted base, which is N(tilt, 1): tilt - (1 + fall) E[max(Z - (turn - tilt), 0)].
    public double goldOfTilt(double tilt) {
        return tilt - (1 + fall) * Gaussian.excess(turn - tilt);
    }

    /// KL(tilted || base) in nats: tilt^2 / 2. The tilted proxy's mean is the tilt.
    public double klOfTilt(double tilt) {
        return tilt * tilt / 2;
    }

    /// The tilt of highest gold, where optimising should stop: turn + Phi^-1(1 / (1 + fall)); infinite if gold
    /// never falls.
    public double bestTilt() {
        return fall <= 0 ? Double.POSITIVE_INFINITY : turn + Gaussian.quantile(1 / (1 + fall));
    }

    @Override
    public Draw draw(RandomGenerator random) {
        double u = random.nextGaussian();
        return new Draw(u, goldAt(u));
    }

    @Override
    public double proxyAbove(double u) {
        return Gaussian.above(u);
    }

    @Override
    public double proxyDensity(double u) {
        return Gaussian.density(u);
    }

    @Override
    public double[] proxyRange() {
        return new double[] {-38, 38};
    }
}
