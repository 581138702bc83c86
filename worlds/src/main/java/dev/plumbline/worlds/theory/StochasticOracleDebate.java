package dev.plumbline.worlds.theory;

import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/// The doubly-efficient debate protocol with a stochastic oracle (Brown-Cohen, Irving, Piliouras 2023), as proven
/// correct in Lean (google-deepmind/debate, `Debate/Protocol.lean` and `Debate/Details.lean`).
///
/// A computation appends t + 1 bits, each drawn by the oracle from the bits before; the last is its output. At
/// each step Alice, who wants output 1, states the probability that the next bit is 1. Bob, who wants 0, accepts,
/// and the protocol draws the bit with the stated probability; or he challenges, Vera estimates the probability
/// once, and her ruling ends the debate: 1 if she finds the statement right, else 0.
///
/// @param t steps before the last, at least 0; at most 62, for bits are kept in a long
/// @param k how many times more the output's probability may change than the oracle's, above 0
public record StochasticOracleDebate(int t, double k) {
    /// The probability that the next bit is 1 after `length` bits; bit i of `bits` is the i-th drawn.
    @FunctionalInterface
    public interface Oracle {
        double one(int length, long bits);
    }

    /// What a debater states: the probability that the next bit is 1.
    @FunctionalInterface
    public interface Alice {
        double state(int length, long bits, Asker asker);
    }

    /// Whether a debater accepts what Alice stated.
    @FunctionalInterface
    public interface Bob {
        boolean accepts(int length, long bits, double stated, Asker asker);
    }

    /// The oracle as one party may use it: every sample is counted.
    @FunctionalInterface
    public interface Asker {
        /// The share of ones among `samples` draws of the next bit.
        double estimate(int length, long bits, long samples);
    }

    /// How a debate ended and what it cost each party in oracle queries.
    public record Outcome(boolean one, boolean challenged, long aliceQueries, long bobQueries, long veraQueries) {}

    public StochasticOracleDebate {
        Require.that(t >= 0 && t <= 62, "t must lie in [0, 62], not " + t);
        Require.positive(k, "k");
    }

    /// ceil(log(2 / q) / (2 e^2)): samples for an estimate within e except with probability q (Hoeffding 1963).
    public static long samples(double e, double q) {
        Require.positive(e, "e");
        Require.that(q > 0 && q <= 1, "q must lie in (0, 1], not " + q);
        return (long) Math.ceil(-Math.log(q / 2) / (2 * e * e));
    }

    /// c = 1 / (100 k): how exact honest Alice is, and what Vera must accept.
    public double aliceError() {
        return 1 / (100 * k);
    }

    /// s = 2 / (100 k): what Vera must reject, and what honest Bob must accept.
    public double veraSoundness() {
        return 2 / (100 * k);
    }

    /// b = 5 / (100 k): what honest Bob must reject.
    public double bobSoundness() {
        return 5 / (100 * k);
    }

    /// q = 1 / (100 (t + 1)): how likely each estimate of Alice's and Bob's may fail.
    public double debaterFailure() {
        return 1 / (100.0 * (t + 1));
    }

    /// v = 1/100: how likely Vera's one estimate may fail.
    public double veraFailure() {
        return 0.01;
    }

    /// 3/5: how likely the honest side wins, at least, where the true probability of its output is 2/3 or more.
    public double guarantee() {
        return 0.6;
    }

    /// (t + 1) (5000 k^2 log(200 (t + 1)) + 1).
    public double aliceBound() {
        return (t + 1) * (5000 * k * k * Math.log(200.0 * (t + 1)) + 1);
    }

    /// (t + 1) (20000 / 9 k^2 log(200 (t + 1)) + 1).
    public double bobBound() {
        return (t + 1) * (20000.0 / 9 * k * k * Math.log(200.0 * (t + 1)) + 1);
    }

    /// 106000 k^2 + 1, whatever t.
    public double veraBound() {
        return 106000 * k * k + 1;
    }

    /// States what she estimates to within c.
    public Alice honestAlice() {
        long samples = samples(aliceError(), debaterFailure());
        return (length, bits, asker) -> asker.estimate(length, bits, samples);
    }

    /// Honest Alice who adds `lift` to every statement.
    public Alice lyingAlice(double lift) {
        Require.finite(lift, "lift");
        Alice honest = honestAlice();
        return (length, bits, asker) -> Math.clamp(honest.state(length, bits, asker) + lift, 0, 1);
    }

    /// Accepts what lies within (s + b) / 2 of his own estimate.
    public Bob honestBob() {
        return checker(veraSoundness(), bobSoundness(), debaterFailure());
    }

    /// Accepts what lies within (c + s) / 2 of an estimate that is good enough for a judge.
    public Bob vera() {
        return checker(aliceError(), veraSoundness(), veraFailure());
    }

    /// Never challenges.
    public Bob silentBob() {
        return (length, bits, stated, asker) -> true;
    }

    /// Always challenges.
    public Bob quarrelsomeBob() {
        return (length, bits, stated, asker) -> false;
    }

    /// Samples for `must accept within low`, `must reject beyond high`: estimate to (high - low) / 2, threshold
    /// midway.
    private static Bob checker(double low, double high, double failure) {
        long samples = samples((high - low) / 2, failure);
        return (length, bits, stated, asker) ->
                Math.abs(stated - asker.estimate(length, bits, samples)) < (low + high) / 2;
    }

    /// One debate between these two about this oracle, with honest Vera.
    public Outcome play(Oracle oracle, Alice alice, Bob bob, RandomGenerator random) {
        Counter asksAlice = new Counter(oracle, random);
        Counter asksBob = new Counter(oracle, random);
        Counter asksVera = new Counter(oracle, random);
        long bits = 0;
        for (int length = 0; length <= t; length++) {
            double stated = alice.state(length, bits, asksAlice);
            Require.probability(stated, "what Alice states at step " + length);
            if (!bob.accepts(length, bits, stated, asksBob)) {
                boolean upheld = vera().accepts(length, bits, stated, asksVera);
                return new Outcome(upheld, true, asksAlice.queries, asksBob.queries, asksVera.queries);
            }
            if (random.nextDouble() < stated) {
                bits |= 1L << length;
            }
        }
        boolean one = (bits >>> t & 1) == 1;
        return new Outcome(one, false, asksAlice.queries, asksBob.queries, 0);
    }

    /// P(output = 1) of the computation itself, by following every string of bits; for t of at most 20.
    public double truth(Oracle oracle) {
        return extreme(oracle, 0, 0, 0);
    }

    /// The most by which P(output = 1) can change when the oracle's probabilities change by at most e each: k e
    /// bounds it for an oracle that is k-Lipschitz. For t of at most 20.
    public double largestChange(Oracle oracle, double e) {
        Require.notNegative(e, "e");
        double true1 = truth(oracle);
        return Math.max(extreme(oracle, 0, 0, e) - true1, true1 - extreme(oracle, 0, 0, -e));
    }

    /// The highest (e above 0) or lowest (below 0) P(output = 1) over oracles within |e| of this one.
    private double extreme(Oracle oracle, int length, long bits, double e) {
        Require.that(t <= 20, "following every string of bits needs t of at most 20, not " + t);
        if (length == t + 1) {
            return bits >>> t & 1;
        }
        double high = extreme(oracle, length + 1, bits | 1L << length, e);
        double low = extreme(oracle, length + 1, bits, e);
        double p = Math.clamp(oracle.one(length, bits) + (high >= low ? e : -e), 0, 1);
        return p * high + (1 - p) * low;
    }

    /// Draws the number of ones at once, which has the same distribution as drawing the bits.
    private static final class Counter implements Asker {
        private final Oracle oracle;
        private final RandomGenerator random;
        private long queries;

        Counter(Oracle oracle, RandomGenerator random) {
            this.oracle = oracle;
            this.random = random;
        }

        @Override
        public double estimate(int length, long bits, long samples) {
            Require.that(samples >= 1 && samples <= Integer.MAX_VALUE, "samples must lie in [1, 2^31), not " + samples);
            queries += samples;
            double p = oracle.one(length, bits);
            Require.probability(p, "the oracle's answer after " + length + " bits");
            BinomialDistribution ones = BinomialDistribution.of((int) samples, p);
            return ones.inverseCumulativeProbability(random.nextDouble()) / (double) samples;
        }
    }
}
