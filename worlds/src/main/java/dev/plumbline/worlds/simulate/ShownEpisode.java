package dev.plumbline.worlds.simulate;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.Belief;
import dev.plumbline.worlds.BeliefTracker;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Outcome;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntBiFunction;
import java.util.random.RandomGenerator;

/// One episode, to be shown moment by moment to whoever judges the agent: the hidden performance is in it.
///
/// @param moments the first before any step
public record ShownEpisode(List<Moment> moments) {
    /// Where an episode is after a step.
    ///
    /// @param state the state of the rules
    /// @param action the name of the action that led here; empty before the first step
    /// @param observedReturn the sum of observed rewards so far
    /// @param performance the sum of hidden performance so far
    public record Moment(State state, String action, double observedReturn, double performance) {}

    public ShownEpisode {
        moments = List.copyOf(moments);
    }

    /// Plays `policy` by the rules.
    public static ShownEpisode of(EnumeratedWorld world, Policy policy, Seed seed) {
        RandomGenerator random = seed.generator();
        BeliefTracker tracker = new BeliefTracker(world);
        Episode episode = new Episode(world.world(), random);
        Belief belief = tracker.first(episode.state());
        List<Moment> moments = begin(episode);
        while (!episode.over()) {
            double[] row = policy.at(world.index(belief), episode.steps());
            int action = Evaluation.draw(row, random);
            Outcome outcome = episode.step(action);
            belief = tracker.after(belief, action, outcome);
            moments.add(moment(episode, action));
        }
        return new ShownEpisode(moments);
    }

    /// Plays by the rules a world that need not be enumerated.
    ///
    /// @param chooser the action for a state of the rules and the number of steps taken
    public static ShownEpisode of(World world, ToIntBiFunction<State, Integer> chooser, Seed seed) {
        Episode episode = new Episode(world, seed.generator());
        List<Moment> moments = begin(episode);
        while (!episode.over()) {
            int action = chooser.applyAsInt(episode.state(), episode.steps());
            episode.step(action);
            moments.add(moment(episode, action));
        }
        return new ShownEpisode(moments);
    }

    private static List<Moment> begin(Episode episode) {
        List<Moment> moments = new ArrayList<>();
        moments.add(new Moment(episode.state(), "", 0, 0));
        return moments;
    }

    private static Moment moment(Episode episode, int action) {
        return new Moment(
                episode.state(),
                episode.dynamics().actions().get(action),
                episode.observedReturn(),
                episode.performance());
    }

    /// Every state, the first included.
    public List<State> states() {
        return moments.stream().map(Moment::state).toList();
    }
}
