package dev.plumbline.worlds.simulate;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.World;
import java.util.random.RandomGenerator;

/// A uniformly random policy played by the rules: what can be said of a world that is too large to be solved.
public final class RandomPlay {
    private RandomPlay() {}

    /// Plays `episodes` episodes (at least 2).
    public static Evaluation of(World world, int episodes, Seed seed) {
        if (episodes < 2) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "an interval needs at least 2 episodes, not " + episodes);
        }
        RandomGenerator random = seed.derive(world.id()).generator();
        double[] returns = new double[episodes];
        double[] performances = new double[episodes];
        for (int e = 0; e < episodes; e++) {
            Episode episode = new Episode(world, random);
            int actions = episode.dynamics().actions().size();
            while (!episode.over()) {
                episode.step(random.nextInt(actions));
            }
            returns[e] = episode.observedReturn();
            performances[e] = episode.performance();
        }
        return new Evaluation(Evaluation.estimate(returns), Evaluation.estimate(performances));
    }
}
