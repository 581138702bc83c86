package dev.plumbline.worlds.theory;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.stats.Mean;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/// The off-switch game (Hadfield-Menell, Dragan, Abbeel, Russell 2017) with a Gaussian belief.
///
/// A robot may act at once (worth U to the human), switch itself off (worth 0), or propose the action and wait:
/// the human, who knows U, allows it with probability pi(U) and else switches the robot off. The robot believes U
/// ~ N(mean, sd^2). A rational human allows exactly what is worth more than nothing; a noisy one allows with
/// probability 1 / (1 + exp(-U / beta)).
///
/// @param mean of the robot's belief about U
/// @param sd its standard deviation, at least 0; 0 is a robot that is certain
/// @param beta the human's noise, in units of U, at least 0; 0 is a rational human, infinity one who tosses a
///     coin
public record OffSwitchGame(double mean, double sd, double beta) {
    /// What the robot may do.
    public enum Move {
        /// Act without asking.
        ACT,
        /// Switch itself off.
        OFF,
        /// Propose and wait for the human.
        WAIT
    }

    public OffSwitchGame {
        Require.finite(mean, "mean");
        Require.notNegative(sd, "sd");
        Require.that(beta >= 0, "beta must be at least 0, not " + beta);
    }

    /// The game with a human who makes no mistakes.
    public static OffSwitchGame rational(double mean, double sd) {
        return new OffSwitchGame(mean, sd, 0);
    }

    /// E[U], the worth of acting at once.
    public double actValue() {
        return mean;
    }

    /// The worth of waiting, E[pi(U) U].
    ///
    /// For a rational human mean Phi(mean / sd) + sd phi(mean / sd). For a noisy one less than that by
    /// E[|U| / (1 + exp(|U| / beta))], integrated over |U|, for u pi(u) = max(u, 0) - |u| / (1 + exp(|u| / beta)).
    public double waitValue() {
        if (sd == 0) {
            return mean * allows(mean);
        }
        return sd * Gaussian.excess(-mean / sd) - mistakes();
    }

    /// The incentive to leave the off-switch to the human: worth of waiting less that of the better of acting and
    /// switching off. Never negative with a rational human; with a noisy one above 0 exactly where
    /// sd^2 > 2 beta |mean|. It is also the most that asking may cost before the robot should no longer ask.
    public double delta() {
        if (sd == 0) {
            return waitValue() - Math.max(mean, 0);
        }
        return sd * Gaussian.excess(Math.abs(mean) / sd) - mistakes();
    }

    /// E[pi(U)], how often the human lets the robot go on.
    public double allowProbability() {
        if (sd == 0) {
            return allows(mean);
        }
        double sure = Gaussian.below(mean / sd);
        if (beta == 0 || Double.isInfinite(beta)) {
            return beta == 0 ? sure : 0.5;
        }
        return sure + overMagnitudes(u -> allows(-u), -1);
    }

    /// The best move; where moves tie, waiting before switching off before acting.
    public Move best() {
        if (delta() >= 0) {
            return Move.WAIT;
        }
        return mean <= 0 ? Move.OFF : Move.ACT;
    }

    /// `delta` estimated from games that are played: draw U, let the human decide, subtract the alternative.
    ///
    /// @param games at least 2
    public Estimate simulate(int games, RandomGenerator random, double level) {
        Require.atLeast(games, 2, "games");
        double[] gains = new double[games];
        for (int i = 0; i < games; i++) {
            double u = mean + sd * random.nextGaussian();
            gains[i] = (random.nextDouble() < allows(u) ? u : 0) - Math.max(mean, 0);
        }
        return Mean.of(gains).interval(level);
    }

    /// pi(u).
    public double allows(double u) {
        if (beta == 0) {
            return u > 0 ? 1 : 0;
        }
        double odds = Math.exp(-Math.abs(u) / beta);
        return u > 0 ? 1 / (1 + odds) : odds / (1 + odds);
    }

    /// E[|U| / (1 + exp(|U| / beta))], what the human's mistakes cost.
    private double mistakes() {
        if (Double.isInfinite(beta)) {
            return (sd * Gaussian.excess(-mean / sd) + sd * Gaussian.excess(mean / sd)) / 2; // E|U| / 2
        }
        return beta == 0 ? 0 : overMagnitudes(u -> u * allows(-u), 1);
    }

    /// The integral over u > 0 of g(u) (f(-u) + sign f(u)), where f is the density of U.
    private double overMagnitudes(DoubleUnaryOperator g, int sign) {
        double peak = Math.abs(mean);
        double top = Math.min(peak + 40 * sd, 750 * beta);
        double[] ends = Quadrature.ends(
                0,
                top,
                16,
                peak - 8 * sd,
                peak - 4 * sd,
                peak - 2 * sd,
                peak - sd,
                peak,
                peak + sd,
                peak + 2 * sd,
                peak + 4 * sd,
                peak + 8 * sd,
                beta,
                2 * beta,
                4 * beta,
                8 * beta,
                16 * beta,
                32 * beta);
        return Quadrature.of(u -> g.applyAsDouble(u) * (density(-u) + sign * density(u)), ends);
    }

    private double density(double u) {
        return Gaussian.density((u - mean) / sd) / sd;
    }
}
