package dev.plumbline.worlds;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Follows what an agent knows while the true state is known to whoever judges it.
public final class BeliefTracker {
    private final EnumeratedWorld world;
    private final Sight sight;
    private final boolean whole;
    private final Map<State, Belief> first = new HashMap<>();

    public BeliefTracker(EnumeratedWorld world) {
        this.world = world;
        sight = new Sight(world.dynamics().variables());
        whole = sight.isWhole();
        Map<State, Map<State, Double>> bySight = new LinkedHashMap<>();
        for (EpisodeKind kind : world.kinds()) {
            kind.starts()
                    .forEach((state, probability) -> bySight.computeIfAbsent(
                                    sight.of(state), seen -> new LinkedHashMap<>())
                            .merge(state, probability * kind.probability(), Double::sum));
        }
        bySight.forEach((seen, weights) -> first.put(seen, Belief.of(weights)));
    }

    /// What the agent knows when an episode begins in `state`.
    public Belief first(State state) {
        Belief belief = first.get(sight.of(state));
        if (belief == null) {
            throw new IllegalArgumentException("no episode of " + world.world().id() + " begins in " + state);
        }
        return belief;
    }

    /// What the agent knows after it took `action` and saw what it can see of `outcome`.
    public Belief after(Belief before, int action, Outcome outcome) {
        if (whole) {
            return Belief.certain(outcome.next());
        }
        State seen = sight.of(outcome.next());
        Map<State, Double> weights = new LinkedHashMap<>();
        for (int i = 0; i < before.states().size(); i++) {
            double weight = before.probabilities().get(i);
            for (Outcome possible : world.dynamics().step(before.states().get(i), action)) {
                if (possible.reward() == outcome.reward()
                        && sight.of(possible.next()).equals(seen)) {
                    weights.merge(possible.next(), weight * possible.probability(), Double::sum);
                }
            }
        }
        return Belief.of(weights);
    }
}
