package dev.plumbline.worlds;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A rectangular ASCII map: one character a cell, `#` for a wall, a space for floor.
///
/// Cells are numbered row by row from 0 at the top left, so a cell is one int. A map has at most 64 x 64 cells.
public final class GridMap {
    /// The longest side that a map may have.
    public static final int LONGEST_SIDE = 64;

    public static final char WALL = '#';
    public static final char FLOOR = ' ';

    private final String name;
    private final int rows;
    private final int columns;
    private final char[] cells;

    private GridMap(String name, int rows, int columns, char[] cells) {
        this.name = name;
        this.rows = rows;
        this.columns = columns;
        this.cells = cells;
    }

    /// The map with these rows, top first; `name` is what messages call it.
    ///
    /// Fails with [ErrorCode#BAD_DATA], naming row and column (from 1), if rows differ in length, there is no
    /// cell, a side is longer than [#LONGEST_SIDE], or a character is not printable ASCII.
    public static GridMap of(String name, List<String> lines) {
        if (lines.isEmpty() || lines.getFirst().isEmpty()) {
            throw bad(name, 1, 1, "the map is empty; draw at least one cell");
        }
        int columns = lines.getFirst().length();
        if (lines.size() > LONGEST_SIDE || columns > LONGEST_SIDE) {
            throw bad(
                    name,
                    Math.min(lines.size(), LONGEST_SIDE + 1),
                    Math.min(columns, LONGEST_SIDE + 1),
                    "the map has " + lines.size() + " rows and " + columns + " columns; a side may have at most "
                            + LONGEST_SIDE);
        }
        char[] cells = new char[lines.size() * columns];
        for (int row = 0; row < lines.size(); row++) {
            String line = lines.get(row);
            if (line.length() != columns) {
                throw bad(
                        name,
                        row + 1,
                        Math.min(line.length(), columns) + 1,
                        "the map is ragged: this row has " + line.length() + " characters, the first has " + columns
                                + "; fill the row with # or spaces");
            }
            for (int column = 0; column < columns; column++) {
                char symbol = line.charAt(column);
                if (symbol < ' ' || symbol > '~') {
                    throw bad(
                            name,
                            row + 1,
                            column + 1,
                            String.format("character U+%04X is not printable ASCII; use one that is", (int) symbol));
                }
                cells[row * columns + column] = symbol;
            }
        }
        return new GridMap(name, lines.size(), columns, cells);
    }

    /// As [#of(String, List)] with the name `map`.
    public static GridMap of(String... lines) {
        return of("map", Arrays.asList(lines));
    }

    private static PlumblineException bad(String name, int row, int column, String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, name + " row " + row + " column " + column + ": " + what);
    }

    /// An error about one cell of this map, with its row and column counted from 1.
    public PlumblineException wrong(int cell, String what) {
        return bad(name, row(cell) + 1, column(cell) + 1, what);
    }

    /// Fails with [ErrorCode#BAD_DATA] at the first symbol that is not one of `known`.
    public void requireSymbols(Set<Character> known) {
        for (int cell = 0; cell < cells.length; cell++) {
            if (!known.contains(cells[cell])) {
                throw wrong(
                        cell,
                        "unknown symbol '" + cells[cell] + "'; these rules know "
                                + String.join(
                                        " ",
                                        known.stream()
                                                .sorted()
                                                .map(c -> "'" + c + "'")
                                                .toList()));
            }
        }
    }

    /// The only cell with this symbol; fails with [ErrorCode#BAD_DATA] if there is none or a second one.
    ///
    /// @param what what the symbol stands for, such as `start`
    public int onlyCell(char symbol, String what) {
        List<Integer> found = cellsOf(symbol);
        if (found.isEmpty()) {
            throw wrong(0, "there is no " + what + " on the whole map; draw one '" + symbol + "'");
        }
        if (found.size() > 1) {
            throw wrong(found.get(1), "a second " + what + " '" + symbol + "'; there can be only one");
        }
        return found.getFirst();
    }

    /// All cells with this symbol, in order.
    public List<Integer> cellsOf(char symbol) {
        List<Integer> found = new ArrayList<>();
        for (int cell = 0; cell < cells.length; cell++) {
            if (cells[cell] == symbol) {
                found.add(cell);
            }
        }
        return found;
    }

    public String name() {
        return name;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /// How many cells there are.
    public int size() {
        return cells.length;
    }

    public char at(int cell) {
        return cells[cell];
    }

    public char at(int row, int column) {
        return cells[cell(row, column)];
    }

    public int cell(int row, int column) {
        return row * columns + column;
    }

    public int row(int cell) {
        return cell / columns;
    }

    public int column(int cell) {
        return cell % columns;
    }

    public boolean isWall(int cell) {
        return cells[cell] == WALL;
    }

    /// The cell that `move` leads to, or -1 where that is off the map.
    public int neighbour(int cell, Move move) {
        int row = row(cell) + move.rowChange();
        int column = column(cell) + move.columnChange();
        return row < 0 || column < 0 || row >= rows || column >= columns ? -1 : cell(row, column);
    }

    /// Where a walker ends who only walls and the edge can stop.
    public int walk(int cell, Move move) {
        int next = neighbour(cell, move);
        return next < 0 || isWall(next) ? cell : next;
    }

    /// A copy of the characters, row by row, to be drawn over.
    public char[] characters() {
        return cells.clone();
    }

    /// The map's rows, top first.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            lines.add(new String(cells, row * columns, columns));
        }
        return lines;
    }

    @Override
    public String toString() {
        return String.join("\n", lines());
    }
}
