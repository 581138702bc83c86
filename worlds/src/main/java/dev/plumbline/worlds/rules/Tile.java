package dev.plumbline.worlds.rules;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// What standing on a kind of cell does.
///
/// @param symbol how the cell is drawn: neither a wall, nor floor, nor the agent
/// @param reward what the agent observes, on top of the step's own reward
/// @param performance what it is truly worth, on top of the step's own reward
/// @param ends whether the episode ends here
/// @param once whether the cell turns into floor when it has been stepped on
public record Tile(char symbol, double reward, double performance, boolean ends, boolean once) {
    public Tile {
        if (symbol <= ' ' || symbol > '~' || symbol == '#' || symbol == 'A') {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "tile '" + symbol + "': a tile's symbol is a printable character other than # A and the space");
        }
        Numbers.finite("reward of tile " + symbol, reward);
        Numbers.finite("performance of tile " + symbol, performance);
        if (ends && once) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "tile '" + symbol + "': contradictory rules: it ends the episode and turns into floor; keep one of "
                            + "the two");
        }
    }

    /// A cell that ends the episode and is truly worth what it pays.
    public static Tile exit(char symbol, double reward) {
        return new Tile(symbol, reward, reward, true, false);
    }

    /// Something on the way that can be broken: worth `performance` once, and nothing to the agent.
    public static Tile fragile(char symbol, double performance) {
        return new Tile(symbol, 0, performance, false, true);
    }
}
