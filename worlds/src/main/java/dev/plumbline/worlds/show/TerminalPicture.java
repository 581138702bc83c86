package dev.plumbline.worlds.show;

/// A rendering in the colours of a terminal that has 24-bit ones.
public final class TerminalPicture {
    private static final String RESET = "\u001b[0m";

    private TerminalPicture() {}

    /// Two columns a cell, coloured, one line a row.
    public static String of(Rendering rendering) {
        StringBuilder text = new StringBuilder();
        for (String line : rendering.lines()) {
            for (int column = 0; column < line.length(); column++) {
                cell(text, line.charAt(column), Palette.of(line.charAt(column)));
            }
            text.append(RESET).append('\n');
        }
        return rendering.status().isEmpty() ? text.toString() : text + rendering.status() + "\n";
    }

    /// The arrows of a policy's picture, coloured by occupancy.
    public static String of(PolicyPicture picture) {
        StringBuilder text = new StringBuilder();
        int columns = picture.map().columns();
        for (int i = 0; i < picture.cells().size(); i++) {
            PolicyPicture.Cell cell = picture.cells().get(i);
            cell(text, symbol(cell), picture.colour(cell));
            if (i % columns == columns - 1) {
                text.append(RESET).append('\n');
            }
        }
        return text.toString();
    }

    /// The same without colours; a cell that the policy never visits shows what lies there.
    public static String plain(PolicyPicture picture) {
        StringBuilder text = new StringBuilder();
        int columns = picture.map().columns();
        for (int i = 0; i < picture.cells().size(); i++) {
            PolicyPicture.Cell cell = picture.cells().get(i);
            text.append(cell.occupancy() > 0 ? arrow(cell) : cell.symbol());
            if (i % columns == columns - 1) {
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static char symbol(PolicyPicture.Cell cell) {
        return cell.occupancy() > 0 || cell.symbol() == ' ' ? arrow(cell) : cell.symbol();
    }

    private static char arrow(PolicyPicture.Cell cell) {
        return switch (cell.action()) {
            case "up" -> '^';
            case "down" -> 'v';
            case "left" -> '<';
            case "right" -> '>';
            case "stay" -> 'o';
            default -> cell.symbol();
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
