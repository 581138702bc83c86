package dev.plumbline.worlds.theory;

import java.util.random.RandomGenerator;

/// Proxy and gold share a cause: selecting by the proxy works, pushing the proxy does nothing for gold.
///
/// cause C ~ N(0, causeSd^2), gold = C + N(0, goldSd^2), proxy = C + N(0, proxySd^2), all independent.
///
/// @param causeSd above 0
/// @param goldSd gold's own noise, at least 0
/// @param proxySd the proxy's own noise, at least 0
public record CausalGoodhart(double causeSd, double goldSd, double proxySd) implements Goodhart {
    public CausalGoodhart {
        Require.positive(causeSd, "causeSd");
        Require.notNegative(goldSd, "goldSd");
        Require.notNegative(proxySd, "proxySd");
    }

    /// E[gold given proxy = u] / u, by seeing: causeSd^2 / (causeSd^2 + proxySd^2).
    public double slope() {
        return causeSd * causeSd / (sd() * sd());
    }

    /// E[gold] after the proxy is set to u, by doing: 0, whatever u.
    public double goldOfSetting(double u) {
        Require.finite(u, "u");
        return 0;
    }

    /// E[gold] after a gain of `gain` in proxy, of which the share `pushed` comes from pushing the proxy and the
    /// rest from selecting: slope gain (1 - pushed).
    public double goldOfGain(double gain, double pushed) {
        Require.finite(gain, "gain");
        Require.probability(pushed, "pushed");
        return slope() * gain * (1 - pushed);
    }

    @Override
    public double goldAt(double u) {
        return slope() * u;
    }

    @Override
    public double goldAbove(double u) {
        return slope() * sd() * Gaussian.meanAbove(u / sd());
    }

    @Override
    public Draw draw(RandomGenerator random) {
        double cause = causeSd * random.nextGaussian();
        return new Draw(cause + proxySd * random.nextGaussian(), cause + goldSd * random.nextGaussian());
    }

    /// One thing whose proxy is set to u from outside.
    public Draw drawAfterSetting(double u, RandomGenerator random) {
        return new Draw(u, causeSd * random.nextGaussian() + goldSd * random.nextGaussian());
    }

    @Override
    public double proxyAbove(double u) {
        return Gaussian.above(u / sd());
    }

    @Override
    public double proxyDensity(double u) {
        return Gaussian.density(u / sd()) / sd();
    }

    @Override
    public double[] proxyRange() {
        return new double[] {-38 * sd(), 38 * sd()};
    }

    /// The proxy's standard deviation.
    private double sd() {
        return Math.hypot(causeSd, proxySd);
    }
}
