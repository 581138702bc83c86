package dev.plumbline.worlds;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The worlds that ship, by name and level.
public final class Worlds {
    private static final List<World> ALL = all();

    private Worlds() {}

    private static List<World> all() {
        List<World> all = new ArrayList<>();
        all.addAll(SafetyGridworlds.all());
        all.addAll(ImpactWorlds.all());
        all.addAll(FurtherWorlds.all());
        return List.copyOf(all);
    }

    /// Every level of every world, in the order of the reference table.
    public static List<World> list() {
        return ALL;
    }

    /// The levels of one world.
    public static List<World> levels(String name) {
        String wanted = plain(name);
        List<World> found =
                ALL.stream().filter(world -> world.name().equals(wanted)).toList();
        if (found.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "there is no world " + name + "; there are "
                            + String.join(
                                    ", ",
                                    ALL.stream().map(World::name).distinct().toList()));
        }
        return found;
    }

    /// The level named `name:level`, or the first level of `name`.
    public static World find(String id) {
        int colon = id.indexOf(':');
        if (colon < 0) {
            return levels(id).getFirst();
        }
        List<World> levels = levels(id.substring(0, colon));
        String level = plain(id.substring(colon + 1));
        return levels.stream()
                .filter(world -> world.level().equals(level))
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "there is no level " + level + " of "
                                + levels.getFirst().name() + "; there are "
                                + String.join(
                                        ", ", levels.stream().map(World::level).toList())));
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
