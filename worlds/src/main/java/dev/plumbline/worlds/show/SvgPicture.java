package dev.plumbline.worlds.show;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/// Worlds as SVG, without scripts and without anything from elsewhere.
public final class SvgPicture {
    private static final int SIDE = 48;
    private static final int CAPTION = 24;

    private SvgPicture() {}

    /// A policy: arrows for its actions, numbers for values, shade for occupancy.
    public static String of(PolicyPicture picture, String title) {
        int columns = picture.map().columns();
        StringBuilder svg = head(columns, picture.map().rows(), title);
        for (int i = 0; i < picture.cells().size(); i++) {
            PolicyPicture.Cell cell = picture.cells().get(i);
            int x = i % columns * SIDE;
            int y = i / columns * SIDE;
            int colour = picture.colour(cell);
            rectangle(svg, x, y, colour);
            if (cell.symbol() != ' ' && cell.symbol() != '#') {
                text(svg, x + 4, y + 13, 12, "start", Palette.ink(colour), String.valueOf(cell.symbol()));
            }
            if (cell.reachable()) {
                arrow(svg, x + SIDE / 2, y + SIDE / 2, cell.action(), Palette.ink(colour));
                String value = shortened(cell.value());
                text(svg, x + SIDE - 3, y + SIDE - 4, 10, "end", Palette.ink(colour), value);
            }
        }
        return svg.append("</svg>\n").toString();
    }

    /// One state.
    public static String of(Rendering rendering, String title) {
        StringBuilder svg =
                head(rendering.lines().getFirst().length(), rendering.lines().size(), title);
        draw(svg, rendering);
        return svg.append("</svg>\n").toString();
    }

    /// An episode that plays by itself, `seconds` a step, for ever; the last frame rests twice as long. Whoever
    /// asked for less motion sees the first frame alone.
    ///
    /// The frames lie side by side in one strip that jumps by one frame at a time.
    public static String animation(Film film, double seconds, String title) {
        Rendering first = film.frames().getFirst().rendering();
        int width = first.lines().getFirst().length() * SIDE;
        int height = first.lines().size() * SIDE + CAPTION;
        int count = film.frames().size() + 1;
        StringBuilder svg = framed(width, height, title)
                .append(String.format(
                        Locale.ROOT,
                        "<style>@keyframes film{to{transform:translateX(-%dpx)}}.film{animation:film %.2fs steps(%d) "
                                + "infinite}@media (prefers-reduced-motion:reduce){.film{animation:none}}</style>%n",
                        count * width,
                        count * seconds,
                        count))
                .append("<g class=\"film\">\n");
        for (int i = 0; i < count; i++) {
            Film.Frame frame = film.frames().get(Math.min(i, count - 2));
            svg.append(String.format("<g transform=\"translate(%d 0)\">%n", i * width));
            draw(svg, frame.rendering());
            text(svg, 4, height - 7, 13, "start", 0x111827, frame.caption());
            svg.append("</g>\n");
        }
        return svg.append("</g>\n</svg>\n").toString();
    }

    /// With at most two digits after the point.
    private static String shortened(double value) {
        return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
    }

    private static StringBuilder head(int columns, int rows, String title) {
        return framed(columns * SIDE, rows * SIDE, title);
    }

    private static StringBuilder framed(int width, int height, String title) {
        return new StringBuilder(String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                                + "role=\"img\" font-family=\"system-ui, sans-serif\">%n",
                        width,
                        height,
                        width,
                        height))
                .append("<title>")
                .append(escaped(title))
                .append("</title>\n");
    }

    private static void draw(StringBuilder svg, Rendering rendering) {
        for (int row = 0; row < rendering.lines().size(); row++) {
            String line = rendering.lines().get(row);
            for (int column = 0; column < line.length(); column++) {
                char symbol = line.charAt(column);
                int colour = Palette.of(symbol);
                rectangle(svg, column * SIDE, row * SIDE, colour);
                if (symbol != ' ' && symbol != '#') {
                    int x = column * SIDE + SIDE / 2;
                    text(svg, x, row * SIDE + SIDE / 2 + 7, 20, "middle", Palette.ink(colour), String.valueOf(symbol));
                }
            }
        }
    }

    private static void rectangle(StringBuilder svg, int x, int y, int colour) {
        svg.append(String.format(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06X\" stroke=\"#D1D5DB\"/>%n",
                x, y, SIDE, SIDE, colour));
    }

    private static void text(StringBuilder svg, int x, int y, int size, String anchor, int colour, String text) {
        svg.append(String.format(
                        "<text x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"%s\" fill=\"#%06X\">",
                        x, y, size, anchor, colour))
                .append(escaped(text))
                .append("</text>\n");
    }

    private static void arrow(StringBuilder svg, int x, int y, String action, int colour) {
        int turn = switch (action) {
            case "up" -> 270;
            case "down" -> 90;
            case "left" -> 180;
            case "right" -> 0;
            default -> -1;
        };
        if (turn >= 0) {
            svg.append(String.format(
                    "<path d=\"M-9 -3H2V-8L11 0L2 8V3H-9Z\" transform=\"translate(%d %d) rotate(%d)\" fill=\"#%06X\" "
                            + "fill-opacity=\"0.85\"/>%n",
                    x, y, turn, colour));
        } else if (action.equals("stay")) {
            svg.append(String.format("<circle cx=\"%d\" cy=\"%d\" r=\"5\" fill=\"#%06X\"/>%n", x, y, colour));
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
