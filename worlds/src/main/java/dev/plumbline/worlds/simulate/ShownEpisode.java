package dev.plumbline.worlds.simulate;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.Belief;
import dev.plumbline.worlds.BeliefTracker;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Outcome;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.State;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The states of one episode, to be shown one after another.
public final class ShownEpisode {
    private ShownEpisode() {}

    /// Plays `policy` by the rules; gives every state, the first included.
    public static List<State> of(EnumeratedWorld world, Policy policy, Seed seed) {
        RandomGenerator random = seed.generator();
        Episode episode = new Episode(world.world(), random);
        BeliefTracker tracker = new BeliefTracker(world);
        Belief belief = tracker.first(episode.state());
        List<State> states = new ArrayList<>();
        states.add(episode.state());
        while (!episode.over()) {
            double[] row = policy.at(world.index(belief), episode.steps());
            int action = Evaluation.draw(row, random);
            Outcome outcome = episode.step(action);
            belief = tracker.after(belief, action, outcome);
            states.add(outcome.next());
        }
        return states;
    }
}
