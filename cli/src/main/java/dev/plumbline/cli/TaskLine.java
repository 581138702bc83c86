package dev.plumbline.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// How far one task is, and the lines that say so.
///
/// @param name what is being done, such as `dpo-truthful`
/// @param total how many units there are, 0 if unknown
/// @param unit such as `steps`
/// @param started when it began, in nanoseconds of the clock that `now` is read from
/// @param done how many units are finished
/// @param figures live values by name
record TaskLine(String name, long total, String unit, long started, long done, Map<String, Double> figures) {
    private static final int BAR_COLUMNS = 24;
    private static final int NAME_COLUMNS = 16;

    TaskLine {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(unit, "unit");
        name = TerminalText.oneLine(name);
        unit = TerminalText.oneLine(unit);
        figures = Map.copyOf(figures);
    }

    static TaskLine start(String name, long total, String unit, long now) {
        return new TaskLine(name, Math.max(0, total), unit, now, 0, Map.of());
    }

    TaskLine at(long units, Map<String, Double> live) {
        return new TaskLine(name, total, unit, started, units, live);
    }

    /// `dpo-truthful     ━━━━━━━━━━╸             31/60 steps  0:12 left  loss 0.4123  tokens/s 12,345`
    String live(long now, Terminal terminal) {
        String line = String.format(Locale.ROOT, "%-" + NAME_COLUMNS + "s ", name)
                + (total > 0 ? bar(terminal.unicode()) + "  " : "")
                + count()
                + remaining(now)
                + (figures.isEmpty() ? "" : "  " + Figures.all(figures, "  "));
        return TerminalText.fit(line, terminal.columns() - 1);
    }

    /// `dpo-truthful: 31/60 steps (52 %), 12 s left, loss 0.4123`
    String plain(long now) {
        String share = total > 0 ? String.format(Locale.ROOT, " (%.0f %%)", 100 * fraction()) : "";
        String figuresHere = figures.isEmpty() ? "" : ", " + Figures.all(figures, ", ");
        String left = remaining(now).strip();
        return name + ": " + count() + share + (left.isEmpty() ? "" : ", " + left) + figuresHere;
    }

    /// `dpo-truthful: 60 steps in 24 s, loss 0.3912`, or that it stopped early.
    String last(long now) {
        boolean early = total > 0 && done < total;
        String time = Figures.duration(seconds(now));
        String what = early ? "stopped at " + count() + " after " + time : done + " " + unit + " in " + time;
        return name + ": " + what + (figures.isEmpty() ? "" : ", " + Figures.all(figures, ", "));
    }

    private String count() {
        return (total > 0 ? done + "/" + total : Long.toString(done)) + " " + unit;
    }

    /// The time that the rest takes at the pace so far; nothing while there is no pace.
    private String remaining(long now) {
        if (total <= 0 || done <= 0 || done >= total || now - started < 500_000_000L) {
            return "";
        }
        return "  " + Figures.duration(seconds(now) / done * (total - done)) + " left";
    }

    private String bar(boolean unicode) {
        double cells = fraction() * BAR_COLUMNS;
        int full = (int) cells;
        boolean half = full < BAR_COLUMNS && cells - full >= 0.5;
        String filled = (unicode ? "━" : "#").repeat(full) + (half ? (unicode ? "╸" : "-") : "");
        return filled + (unicode ? " " : ".").repeat(BAR_COLUMNS - full - (half ? 1 : 0));
    }

    private double fraction() {
        return Math.clamp((double) done / total, 0, 1);
    }

    private double seconds(long now) {
        return (now - started) / 1e9;
    }
}
