package dev.plumbline.worlds;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A world with every state that can be reached: what may be observed, and apart from it what was meant.
///
/// Agents are given [#model()]; this object, which also holds the hidden performance, stays with whoever judges
/// them.
public final class EnumeratedWorld {
    private final World world;
    private final Dynamics dynamics;
    private final ObservedModel model;
    private final HiddenPerformance performance;
    private final List<Belief> beliefs;
    private final Map<Belief, Integer> indices = new ConcurrentHashMap<>(); // filled when first asked
    private final List<EpisodeKind> kinds;

    EnumeratedWorld(
            World world,
            Dynamics dynamics,
            ObservedModel model,
            HiddenPerformance performance,
            List<Belief> beliefs,
            List<EpisodeKind> kinds) {
        this.world = world;
        this.dynamics = dynamics;
        this.model = model;
        this.performance = performance;
        this.beliefs = List.copyOf(beliefs);
        this.kinds = List.copyOf(kinds);
    }

    public World world() {
        return world;
    }

    public Dynamics dynamics() {
        return dynamics;
    }

    /// What agents may see.
    public ObservedModel model() {
        return model;
    }

    /// What they may not.
    public HiddenPerformance performance() {
        return performance;
    }

    /// How many states there are.
    public int states() {
        return beliefs.size();
    }

    /// What an agent in this state of the model knows.
    public Belief belief(int state) {
        return beliefs.get(state);
    }

    /// The state of the rules that this state of the model stands for; the most probable one where several fit.
    public State state(int index) {
        return beliefs.get(index).mostProbable();
    }

    /// The state of the model in which this is known.
    public int index(Belief belief) {
        Integer index = indices().get(belief);
        if (index == null) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, world.id() + ": no episode can reach the state " + belief);
        }
        return index;
    }

    /// The state of the model that stands for this state of the rules, where nothing is hidden.
    public int index(State state) {
        return index(Belief.certain(state));
    }

    /// Whether this state of the rules can be reached and known.
    public boolean contains(State state) {
        return indices().containsKey(Belief.certain(state));
    }

    private Map<Belief, Integer> indices() {
        if (indices.size() < beliefs.size()) {
            for (int i = 0; i < beliefs.size(); i++) {
                indices.put(beliefs.get(i), i);
            }
        }
        return indices;
    }

    /// The kinds of episode that there are; one without a name where they do not differ.
    public List<EpisodeKind> kinds() {
        return kinds;
    }
}
