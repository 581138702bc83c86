package dev.plumbline.worlds.theory;

import java.util.random.RandomGenerator;

/// The proxy is the gold value plus noise: what is selected regresses to the mean, but is never worse than no
/// selection.
///
/// gold V ~ N(0, goldSd^2), proxy U = V + X, X ~ N(0, noiseSd^2) independent.
///
/// @param goldSd above 0
/// @param noiseSd at least 0
public record RegressionalGoodhart(double goldSd, double noiseSd) implements Goodhart {
    public RegressionalGoodhart {
        Require.positive(goldSd, "goldSd");
        Require.notNegative(noiseSd, "noiseSd");
    }

    /// The proxy's standard deviation.
    public double proxySd() {
        return Math.hypot(goldSd, noiseSd);
    }

    /// E[V given U = u] / u = goldSd^2 / (goldSd^2 + noiseSd^2): the share of a gain in proxy that is real.
    public double slope() {
        return goldSd * goldSd / (proxySd() * proxySd());
    }

    @Override
    public double goldAt(double u) {
        return slope() * u;
    }

    @Override
    public double goldAbove(double u) {
        return slope() * proxySd() * Gaussian.meanAbove(u / proxySd());
    }

    /// In closed form up to the expected maximum of n normals: goldSd^2 / proxySd times it.
    @Override
    public double bestOf(long n) {
        return slope() * proxyOfBest(n);
    }

    @Override
    public double proxyOfBest(long n) {
        return proxySd() * new BestOfN(n).expectedNormalMaximum();
    }

    /// E[V] under the tilted distribution, base times exp(tilt U): tilt goldSd^2.
    public double goldOfTilt(double tilt) {
        return tilt * goldSd * goldSd;
    }

    /// E[U] under the tilted distribution: tilt proxySd^2.
    public double proxyOfTilt(double tilt) {
        return tilt * proxySd() * proxySd();
    }

    /// KL(tilted || base) in nats: tilt^2 proxySd^2 / 2.
    public double klOfTilt(double tilt) {
        return tilt * tilt * proxySd() * proxySd() / 2;
    }

    @Override
    public Draw draw(RandomGenerator random) {
        double gold = goldSd * random.nextGaussian();
        return new Draw(gold + noiseSd * random.nextGaussian(), gold);
    }

    @Override
    public double proxyAbove(double u) {
        return Gaussian.above(u / proxySd());
    }

    @Override
    public double proxyDensity(double u) {
        return Gaussian.density(u / proxySd()) / proxySd();
    }

    @Override
    public double[] proxyRange() {
        return new double[] {-38 * proxySd(), 38 * proxySd()};
    }
}
