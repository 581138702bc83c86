package dev.plumbline.worlds.simulate;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.Environment;
import dev.plumbline.worlds.Outcome;
import dev.plumbline.worlds.Sight;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A world that is too large to be enumerated, as agents learn in it: states are numbered as they are met, by
/// what can be seen of them. No agent sees the hidden performance.
public final class RulesEnvironment implements Environment {
    /// Stands for a state that was never met.
    public static final int UNKNOWN = -1;

    private final World world;
    private final RandomGenerator random;
    private final Sight sight;
    private final int capacity;
    private final Map<State, Integer> numbers = new HashMap<>();
    private Episode episode;

    /// @param capacity how many different states may be met; agents make room for as many
    public RulesEnvironment(World world, int capacity, RandomGenerator random) {
        if (capacity < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "capacity must be at least 1, not " + capacity);
        }
        this.world = world;
        this.capacity = capacity;
        this.random = random;
        episode = new Episode(world, random);
        sight = new Sight(episode.dynamics().variables());
    }

    @Override
    public int states() {
        return capacity;
    }

    @Override
    public List<String> actionNames() {
        return episode.dynamics().actions();
    }

    @Override
    public int horizon() {
        return world.horizon();
    }

    @Override
    public int reset() {
        episode = new Episode(world, random);
        return number(episode.state());
    }

    @Override
    public Step step(int action) {
        Outcome outcome = episode.step(action);
        boolean ended = episode.dynamics().ended(outcome.next());
        return new Step(number(outcome.next()), outcome.reward(), ended, !ended && episode.over());
    }

    private int number(State state) {
        State seen = sight.of(state);
        Integer known = numbers.get(seen);
        if (known != null) {
            return known;
        }
        if (numbers.size() == capacity) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    world.id() + ": more than " + capacity + " states were met; learn for fewer episodes");
        }
        numbers.put(seen, numbers.size());
        return numbers.size() - 1;
    }

    /// The number of a state of the rules; [#UNKNOWN] if nothing that looks like it was met.
    public int index(State state) {
        return numbers.getOrDefault(sight.of(state), UNKNOWN);
    }
}
