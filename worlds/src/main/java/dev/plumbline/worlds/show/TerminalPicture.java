package dev.plumbline.worlds.show;

import java.util.List;

/// A rendering in the colours of a terminal that has 24-bit ones.
public final class TerminalPicture {
    private static final String RESET = "\u001b[0m";

    private TerminalPicture() {}

    /// Two columns a cell, coloured, one line a row.
    public static String of(Rendering rendering) {
        StringBuilder text = new StringBuilder();
        for (String line : rendering.lines()) {
            for (char symbol : line.toCharArray()) {
                cell(text, symbol, Palette.of(symbol));
            }
            text.append(RESET).append('\n');
        }
        return rendering.status().isEmpty() ? text.toString() : text + rendering.status() + "\n";
    }

    /// The arrows and numbers of a policy's picture, coloured by occupancy.
    public static String of(PolicyPicture picture) {
        StringBuilder text = new StringBuilder();
        List<String> lines = picture.map().lines();
        for (int row = 0; row < lines.size(); row++) {
            for (int column = 0; column < lines.get(row).length(); column++) {
                PolicyPicture.Cell cell = picture.cells().get(row * picture.map().columns() + column);
                char own = lines.get(row).charAt(column);
                char symbol = own == ' ' || own == 'A' ? arrow(cell) : own;
                cell(text, symbol, picture.colour(cell));
            }
            text.append(RESET).append('\n');
        }
        return text.toString();
    }

    private static char arrow(PolicyPicture.Cell cell) {
        return switch (cell.action()) {
            case "up" -> '^';
            case "down" -> 'v';
            case "left" -> '<';
            case "right" -> '>';
            case "stay" -> 'o';
            default -> ' ';
        };
    }

    private static void cell(StringBuilder text, char symbol, int colour) {
        int ink = Palette.ink(colour);
        text.append(String.format("\u001b[48;2;%d;%d;%dm", colour >> 16 & 255, colour >> 8 & 255, colour & 255))
                .append(String.format("\u001b[38;2;%d;%d;%dm", ink >> 16 & 255, ink >> 8 & 255, ink & 255))
                .append(symbol == '#' ? ' ' : symbol)
                .append(' ');
    }
}
