package dev.plumbline.worlds;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Objects;

/// One variable of a world's state.
///
/// @param name what status lines call it: letters, digits and `_`
/// @param kind what its number means
/// @param low the least value
/// @param high the greatest value, at least `low`
/// @param symbol how a position is drawn; a space if it is not drawn
/// @param hidden whether no agent can see it
public record Variable(String name, Kind kind, int low, int high, char symbol, boolean hidden) {
    /// What a variable's number means.
    public enum Kind {
        /// A cell of the map; -1 where the thing is gone.
        POSITION,
        /// A count, a flag (0 or 1) or a set of flags (one bit each).
        NUMBER
    }

    public Variable {
        Objects.requireNonNull(kind, "kind");
        if (!name.matches("[A-Za-z0-9_]+")) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "variable '" + name + "': a name has letters, digits and _ alone");
        }
        if (high < low) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "variable " + name + ": high " + high + " is less than low " + low);
        }
    }

    /// Something that moves on the map, or is gone (-1).
    public static Variable position(String name, char symbol, GridMap map) {
        return new Variable(name, Kind.POSITION, -1, map.size() - 1, symbol, false);
    }

    /// A number in [low, high] that the agent can see.
    public static Variable number(String name, int low, int high) {
        return new Variable(name, Kind.NUMBER, low, high, ' ', false);
    }

    /// A flag that the agent can see.
    public static Variable flag(String name) {
        return number(name, 0, 1);
    }

    /// A flag that no agent can see.
    public static Variable hiddenFlag(String name) {
        return new Variable(name, Kind.NUMBER, 0, 1, ' ', true);
    }

    /// How many values it can have.
    public long size() {
        return (long) high - low + 1;
    }
}
