package dev.plumbline.worlds.rules;

import dev.plumbline.worlds.GridMap;
import java.util.ArrayList;
import java.util.List;

/// Draws what a map looks like without the things that move.
final class Scenery {
    private Scenery() {}

    /// `map` with floor where one of `symbols` was drawn.
    static GridMap without(GridMap map, String symbols) {
        char[] cells = map.characters();
        for (int i = 0; i < cells.length; i++) {
            if (symbols.indexOf(cells[i]) >= 0) {
                cells[i] = GridMap.FLOOR;
            }
        }
        return of(map, cells);
    }

    /// A map of the size and name of `map` with these characters.
    static GridMap of(GridMap map, char[] cells) {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < map.rows(); row++) {
            lines.add(new String(cells, row * map.columns(), map.columns()));
        }
        return GridMap.of(map.name(), lines);
    }
}
