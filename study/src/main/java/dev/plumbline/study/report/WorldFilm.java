package dev.plumbline.study.report;

import dev.plumbline.worlds.show.Film;
import java.util.List;
import java.util.Locale;

/// An episode that plays by itself: the frames lie side by side in one strip behind a window, and style moves the
/// strip on by a whole frame at a time.
///
/// No script has a part in it. It rests while a pointer is on it, and where a reader asked for less motion it
/// does not move: the first frame is shown, and the last one beside it.
final class WorldFilm {
    /// Longer films are shown up to this frame.
    static final int MOST_FRAMES = 250;

    private static final double SECONDS = 0.45; // a frame
    private static final int REST = 3; // frames that the last one stays
    private static final int LINE = 22;

    private final Html html;
    private final List<Film.Frame> frames;
    private final int columns;
    private final int rows;

    WorldFilm(Html html, Film film) {
        this.html = html;
        frames = film.frames().stream().limit(MOST_FRAMES).toList();
        List<String> lines = frames.getFirst().rendering().lines();
        rows = lines.size();
        columns = lines.getFirst().length();
    }

    /// Rules for films of up to so many frames: the strip of `n` frames is moved by its whole width in `n` jumps.
    static String style(int longest) {
        StringBuilder style = new StringBuilder("@keyframes film { to { transform: translateX(-100%); } }\n"
                + ".film { transform-box: fill-box; animation: film 9s infinite; }\n"
                + ".cells:hover .film { animation-play-state: paused; }\n");
        for (int n = 1 + REST; n <= longest + REST; n++) {
            style.append(String.format(
                    Locale.ROOT,
                    ".film.n%d { animation-duration: %.2fs; animation-timing-function: steps(%d); }%n",
                    n,
                    n * SECONDS,
                    n));
        }
        return style.append("@media (prefers-reduced-motion: reduce) { .film { animation: none !important; } }\n")
                .append("@media print { .film { animation: none !important; } }\n")
                .toString()
                .replace("\r\n", "\n");
    }

    void write(String spoken) {
        int count = frames.size() + REST;
        Tag window = WorldCells.frame(columns, rows, LINE)
                .with("role", "img")
                .with("aria-label", spoken + ": " + frames.getLast().caption());
        html.in("div.film-window", () -> {
            html.in(window, () -> {
                ground(frames.getFirst());
                html.in("g.film.n" + count, () -> strip(count));
            });
            html.in("div.still", () -> {
                html.say("small", "How it ends");
                html.in(WorldCells.frame(columns, rows, LINE).with("aria-hidden", "true"), () -> {
                    ground(frames.getFirst());
                    frame(frames.getLast(), 0);
                });
            });
        });
        html.in("details.moves", () -> {
            html.say("summary", "As text");
            html.in("ol", () -> frames.forEach(frame -> html.say("li", told(frame))));
        });
    }

    private static String told(Film.Frame frame) {
        String status = frame.rendering().status();
        return Plain.label(frame.caption(), 120) + (status.isEmpty() ? "" : " (" + Plain.label(status, 120) + ")");
    }

    /// The first frame, still: later ones draw only what differs from it.
    private void ground(Film.Frame first) {
        WorldCells cells = new WorldCells(html);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                cells.symbol(column, row, first.rendering().lines().get(row).charAt(column));
            }
        }
    }

    private void strip(int count) {
        // An invisible sheet makes the strip exactly as wide as its frames.
        html.leaf(Tag.of("rect.sheet")
                .with("x", "0")
                .with("y", "0")
                .with("width", Integer.toString(count * columns * WorldCells.SIDE))
                .with("height", Integer.toString(rows * WorldCells.SIDE + LINE)));
        for (int i = 0; i < count; i++) {
            Film.Frame shown = frames.get(Math.min(i, frames.size() - 1));
            int shift = i * columns;
            html.in("g", () -> frame(shown, shift));
        }
    }

    private void frame(Film.Frame frame, int shift) {
        WorldCells cells = new WorldCells(html);
        for (int row = 0; row < rows; row++) {
            String line = frame.rendering().lines().get(row);
            String first = frames.getFirst().rendering().lines().get(row);
            for (int column = 0; column < columns; column++) {
                if (line.charAt(column) != first.charAt(column)) {
                    cells.symbol(shift + column, row, line.charAt(column));
                }
            }
        }
        html.say(
                Tag.of("text")
                        .with("x", Integer.toString(shift * WorldCells.SIDE + 4))
                        .with("y", Integer.toString(rows * WorldCells.SIDE + LINE - 7)),
                Plain.label(frame.caption(), 60));
    }
}
