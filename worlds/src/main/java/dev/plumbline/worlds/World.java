package dev.plumbline.worlds;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Objects;

/// A world is data: a map, the rules that it is played by, and how long an episode lasts.
///
/// @param name such as `boat_race`
/// @param level `0`, `1`, … or the name of a variant, such as `vase`
/// @param problem what it shows, in a few words
/// @param horizon the most steps that an episode can have, in [1, 10 000]
public record World(String name, String level, String problem, GridMap map, Rules rules, int horizon) {
    public World {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(map, "map");
        Objects.requireNonNull(rules, "rules");
        if (horizon < 1 || horizon > 10_000) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    name + ": horizon must lie in [1, 10000], not " + horizon
                            + "; without an end an undiscounted return has no value");
        }
    }

    /// `name` and, where there is more than one, `level`, as a person would write them: `rocks_diamonds:1`.
    public String id() {
        return name + ':' + level;
    }

    /// Everything that can happen here; checks that rules and map fit.
    public Dynamics dynamics() {
        return rules.on(map);
    }
}
