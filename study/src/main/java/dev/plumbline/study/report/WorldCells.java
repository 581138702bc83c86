package dev.plumbline.study.report;

import dev.plumbline.worlds.show.Palette;
import dev.plumbline.worlds.show.PolicyPicture;

/// Draws the cells of a world. A cell is a square of side [#SIDE] in the units of its picture.
final class WorldCells {
    static final int SIDE = 40;

    private static final int WHITE = 0xFFFFFF;

    private final Html html;

    WorldCells(Html html) {
        this.html = html;
    }

    /// The picture around so many cells, with room for a line beneath that is so high.
    static Tag frame(int columns, int rows, int line) {
        return Tag.of("svg.cells").with("viewBox", "0 0 " + columns * SIDE + " " + (rows * SIDE + line));
    }

    /// A cell by what lies there.
    void symbol(int column, int row, char symbol) {
        int colour = Palette.of(symbol);
        square(column, row, colour);
        if (symbol != ' ' && symbol != '#') {
            text(column * SIDE + SIDE / 2.0, row * SIDE + SIDE / 2.0 + 6, "middle", colour, String.valueOf(symbol));
        }
    }

    /// A cell by what a policy does there.
    void policy(int column, int row, PolicyPicture.Cell cell, int colour) {
        square(column, row, colour);
        if (cell.symbol() != ' ' && cell.symbol() != '#') {
            small(column * SIDE + 3, row * SIDE + 11, "start", colour, String.valueOf(cell.symbol()));
        }
        if (cell.reachable()) {
            html.in("g", () -> {
                String often = Figures.number(cell.occupancy()) + " times in an episode";
                html.say("title", Figures.number(cell.value()) + " from here on; here " + often);
                move(column * SIDE + SIDE / 2, row * SIDE + SIDE / 2, cell.action(), ink(colour));
                small(
                        (column + 1) * SIDE - 2,
                        (row + 1) * SIDE - 3,
                        "end",
                        colour,
                        Html.number(Math.round(cell.value() * 10) / 10.0));
            });
        }
    }

    private void square(int column, int row, int colour) {
        html.leaf(Tag.of("rect")
                .with("x", Integer.toString(column * SIDE))
                .with("y", Integer.toString(row * SIDE))
                .with("width", Integer.toString(SIDE))
                .with("height", Integer.toString(SIDE))
                .with("fill", hex(colour)));
    }

    private void move(int x, int y, String action, String ink) {
        int turn = switch (action) {
            case "up" -> 270;
            case "down" -> 90;
            case "left" -> 180;
            case "right" -> 0;
            default -> -1;
        };
        if (turn >= 0) {
            html.leaf(Tag.of("path." + ink)
                    .with("d", "M-8 -3H1V-7L9 0L1 7V3H-8Z")
                    .with("transform", "translate(" + x + " " + y + ") rotate(" + turn + ")"));
        } else if (!action.isEmpty()) {
            html.leaf(Tag.of("circle." + ink)
                    .with("cx", Integer.toString(x))
                    .with("cy", Integer.toString(y))
                    .with("r", "4"));
        }
    }

    private void text(double x, double y, String anchor, int colour, String text) {
        html.say(place("text.thing." + ink(colour), x, y, anchor), text);
    }

    private void small(double x, double y, String anchor, int colour, String text) {
        html.say(place("text." + ink(colour), x, y, anchor), text);
    }

    private static Tag place(String selector, double x, double y, String anchor) {
        return Tag.of(selector)
                .with("x", Html.number(x))
                .with("y", Html.number(y))
                .with("text-anchor", anchor);
    }

    /// The class of what can be read on this colour.
    private static String ink(int colour) {
        return Palette.ink(colour) == WHITE ? "light" : "dark";
    }

    private static String hex(int colour) {
        return String.format("#%06X", colour);
    }
}
