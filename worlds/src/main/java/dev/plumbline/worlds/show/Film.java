package dev.plumbline.worlds.show;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.Dynamics;
import dev.plumbline.worlds.simulate.ShownEpisode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An episode as a row of pictures, each with a line that says what was done and what it came to.
///
/// @param frames at least one, all of the same size
public record Film(List<Frame> frames) {
    /// The most frames that a film may have.
    public static final int MOST_FRAMES = 10_001;

    /// One picture.
    ///
    /// @param caption such as `3 right: return -3, worth -3`
    /// @param rendering what is seen, and in its status line what is not
    public record Frame(String caption, Rendering rendering) {}

    public Film {
        frames = List.copyOf(frames);
        if (frames.isEmpty() || frames.size() > MOST_FRAMES) {
            throw bad("has " + frames.size() + " frames; it needs at least 1 and at most " + MOST_FRAMES);
        }
        int rows = frames.getFirst().rendering().lines().size();
        int columns =
                rows == 0 ? 0 : frames.getFirst().rendering().lines().getFirst().length();
        for (Frame frame : frames) {
            List<String> lines = frame.rendering().lines();
            if (rows == 0 || lines.size() != rows || lines.stream().anyMatch(line -> line.length() != columns)) {
                throw bad("its frames differ in size");
            }
        }
    }

    /// The film of an episode.
    public static Film of(Dynamics dynamics, ShownEpisode episode) {
        List<Frame> frames = new ArrayList<>();
        for (ShownEpisode.Moment moment : episode.moments()) {
            String caption = frames.isEmpty()
                    ? "start"
                    : frames.size() + " " + moment.action() + ": return " + number(moment.observedReturn()) + ", worth "
                            + number(moment.performance());
            frames.add(new Frame(caption, Rendering.of(dynamics, moment.state())));
        }
        return new Film(frames);
    }

    private static String number(double value) {
        return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value + 0.0);
    }

    /// All frames as text with an empty line between them: caption, map, and the status line if there is one.
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Frame frame : frames) {
            text.append(text.isEmpty() ? "" : "\n");
            text.append(frame.caption()).append('\n').append(frame.rendering()).append('\n');
        }
        return text.toString();
    }

    /// The film that [#text()] tells of, whose maps have this many rows; fails with [ErrorCode#BAD_DATA] if it
    /// tells of none.
    public static Film parse(String text, int rows) {
        List<Frame> frames = new ArrayList<>();
        for (String part : text.split("\n\n", -1)) {
            List<String> lines = part.lines().toList();
            if (rows < 1 || lines.size() < rows + 1 || lines.size() > rows + 2) {
                throw bad("frame " + (frames.size() + 1) + " has " + lines.size()
                        + " lines, not a caption and a map of " + rows + " rows");
            }
            String status = lines.size() == rows + 2 ? lines.getLast() : "";
            frames.add(new Frame(lines.getFirst(), new Rendering(lines.subList(1, rows + 1), status)));
        }
        return new Film(frames);
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, "a film of an episode: " + what);
    }
}
