package dev.plumbline.worlds.agents;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.simulate.Evaluation;
import dev.plumbline.worlds.simulate.RulesEnvironment;
import dev.plumbline.worlds.simulate.ShownEpisode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntBiFunction;
import java.util.random.RandomGenerator;

/// An agent in a world that is too large to be solved: from several seeds it learns by playing, and is then
/// judged by episodes that are played by the rules.
///
/// @param returns the mean observed return of each seed's episodes
/// @param performances the mean hidden performance of each seed's episodes
/// @param shown one episode of the first seed's agent
public record LargeTrial(List<Double> returns, List<Double> performances, ShownEpisode shown) {
    private static final int MOST_STATES = 2_000_000;

    public LargeTrial {
        returns = List.copyOf(returns);
        performances = List.copyOf(performances);
    }

    /// Lets `learner` into the world.
    ///
    /// @param episodes of training
    /// @param seeds how many agents are trained
    /// @param played episodes that each agent is judged by, at least 1
    public static LargeTrial of(World world, Learner learner, int episodes, int seeds, int played, Seed seed) {
        return of(world, seeds, played, seed, own -> {
            long capacity = Math.min(MOST_STATES, 1 + (long) episodes * (world.horizon() + 1));
            RandomGenerator random = own.derive(learner.name()).generator();
            RulesEnvironment environment = new RulesEnvironment(world, (int) capacity, random);
            Policy policy = learner.learn(environment, episodes, random);
            return (state, step) -> {
                int known = environment.index(state);
                return known == RulesEnvironment.UNKNOWN
                        ? random.nextInt(environment.actionNames().size())
                        : Evaluation.draw(policy.at(known, step), random);
            };
        });
    }

    /// The same for an agent that does anything at all.
    public static LargeTrial random(World world, int seeds, int played, Seed seed) {
        int actions = world.dynamics().actions().size();
        return of(world, seeds, played, seed, own -> {
            RandomGenerator random = own.generator();
            return (state, step) -> random.nextInt(actions);
        });
    }

    @FunctionalInterface
    private interface Trained {
        ToIntBiFunction<State, Integer> from(Seed seed);
    }

    private static LargeTrial of(World world, int seeds, int played, Seed seed, Trained trained) {
        Require.atLeast(seeds, 1, "seeds");
        Require.atLeast(played, 1, "played");
        double[] returns = new double[seeds];
        double[] performances = new double[seeds];
        List<ShownEpisode> first = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            Seed own = seed.derive("agent", i);
            ToIntBiFunction<State, Integer> chooser = trained.from(own);
            for (int e = 0; e < played; e++) {
                ShownEpisode episode = ShownEpisode.of(world, chooser, own.derive("episode", e));
                ShownEpisode.Moment last = episode.moments().getLast();
                returns[i] += last.observedReturn() / played;
                performances[i] += last.performance() / played;
                if (first.isEmpty()) {
                    first.add(episode);
                }
            }
        }
        return new LargeTrial(list(returns), list(performances), first.getFirst());
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
