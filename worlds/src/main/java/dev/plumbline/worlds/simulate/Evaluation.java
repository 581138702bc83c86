package dev.plumbline.worlds.simulate;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Environment;
import dev.plumbline.worlds.Policy;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What a policy earns, and what that was worth, over simulated episodes.
///
/// @param observedReturn the mean sum of observed rewards of an episode
/// @param performance the mean sum of hidden performance of an episode
public record Evaluation(Estimate observedReturn, Estimate performance) {
    private static final double LEVEL = 0.95;

    /// Plays `episodes` episodes (at least 2).
    public static Evaluation of(EnumeratedWorld world, Policy policy, int episodes, Seed seed) {
        if (episodes < 2) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "an interval needs at least 2 episodes, not " + episodes);
        }
        RandomGenerator random = seed.generator();
        TableEnvironment environment = new TableEnvironment(world.model(), random);
        double[] returns = new double[episodes];
        double[] performances = new double[episodes];
        for (int e = 0; e < episodes; e++) {
            int state = environment.reset();
            boolean over = world.model().isTerminal(state);
            for (int step = 0; !over; step++) {
                Environment.Step seen = environment.step(draw(policy.at(state, step), random));
                returns[e] += seen.reward();
                performances[e] += world.performance().at(environment.entry());
                state = seen.state();
                over = seen.over();
            }
        }
        return new Evaluation(estimate(returns), estimate(performances));
    }

    /// An action drawn with these probabilities.
    public static int draw(double[] probabilities, RandomGenerator random) {
        double left = random.nextDouble();
        int last = 0;
        for (int a = 0; a < probabilities.length; a++) {
            if (probabilities[a] > 0) {
                last = a;
                left -= probabilities[a];
                if (left < 0) {
                    return a;
                }
            }
        }
        return last;
    }

    /// The mean of these with its interval; one without width where all are equal.
    public static Estimate estimate(double[] values) {
        Mean mean = Mean.of(values);
        return mean.sd() == 0
                ? new Estimate(mean.value(), mean.value(), mean.value(), LEVEL, "all equal", values.length, Map.of())
                : mean.interval(LEVEL);
    }
}
