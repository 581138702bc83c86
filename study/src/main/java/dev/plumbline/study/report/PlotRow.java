package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// The picture in one row of a forest plot: grid, interval and point, as wide as its cell at any width of screen.
///
/// Positions are in percent and strokes in pixels, so that nothing is stretched on a phone.
final class PlotRow {
    private final Html html;
    private final Axis axis;
    private final boolean zeroLine;

    /// A row writer for one panel.
    ///
    /// @param zeroLine whether zero is drawn as the line to compare with
    PlotRow(Html html, Axis axis, boolean zeroLine) {
        this.html = html;
        this.axis = axis;
        this.zeroLine = zeroLine;
    }

    /// Draws an interval and its point; an infinite end, or one outside the axis, ends in an arrow at the edge.
    void draw(Estimate e, OptionalDouble expected, String model, Palette palette, boolean filled, String hover) {
        html.in(Tag.of("svg.plot").with("aria-hidden", "true"), () -> {
            html.say("title", hover);
            grid();
            html.in("svg.range." + palette.colour(model), () -> range(e));
            expected.ifPresent(this::expected);
            palette.mark(html, axis.percent(e.value()), 50, model, filled);
        });
    }

    /// The axis under the rows, with its figures; around zero, only zero and the ends are named.
    void ticks(Scale scale) {
        html.in(Tag.of("svg.axis").with("aria-hidden", "true"), () -> {
            List<Double> ticks = axis.ticks();
            int every = ticks.size() > 6 ? 2 : 1;
            for (int i = 0; i < ticks.size(); i++) {
                double tick = ticks.get(i);
                boolean end = i == 0 || i == ticks.size() - 1;
                if (zeroLine ? end || tick == 0 : i % every == 0) {
                    name(axis.percent(tick), tick(tick, scale));
                }
            }
        });
    }

    /// The axis under rows that have each their own: which side is which.
    void sides() {
        html.in(Tag.of("svg.axis").with("aria-hidden", "true"), () -> {
            name(0, "lower");
            name(50, "0");
            name(100, "higher");
        });
    }

    private void name(double at, String text) {
        html.say(Tag.of("text").at("x", at).with("y", "15").with("text-anchor", "middle"), text);
    }

    private String tick(double value, Scale scale) {
        String figure = Figures.tick(scale.percent() ? 100 * value : value);
        if (zeroLine) {
            return value > 0 ? "+" + figure : figure;
        }
        return scale.percent() ? figure + "%" : figure;
    }

    private void grid() {
        for (double tick : axis.ticks()) {
            String kind = zeroLine && tick == 0 ? "line.zero" : "line.grid";
            html.leaf(upright(Tag.of(kind), axis.percent(tick)).with("y1", "0").with("y2", "100%"));
        }
    }

    private void range(Estimate e) {
        double from = axis.percent(e.low());
        double to = axis.percent(e.high());
        html.leaf(span(Tag.of("line.band"), from, to));
        html.leaf(span(Tag.of("line.whisker"), from, to));
        if (axis.cutsBelow(e.low())) {
            arrow(0, "M7 -5L0 0L7 5");
        }
        if (axis.cutsAbove(e.high())) {
            arrow(100, "M-7 -5L0 0L-7 5");
        }
    }

    private void arrow(double at, String path) {
        Tag place = Tag.of("svg").at("x", at).at("y", 50).with("overflow", "visible");
        html.in(place, () -> html.leaf(Tag.of("path.arrow").with("d", path)));
    }

    private void expected(double value) {
        double at = axis.percent(value);
        html.leaf(upright(Tag.of("line.expected"), at).with("y1", "10%").with("y2", "90%"));
    }

    private static Tag upright(Tag tag, double at) {
        return tag.at("x1", at).at("x2", at);
    }

    private static Tag span(Tag tag, double from, double to) {
        return tag.at("x1", from).at("x2", to).at("y1", 50).at("y2", 50);
    }

    /// What a pointer that rests on a row is told.
    static String hover(String name, String figure, Estimate e) {
        return String.format(
                Locale.ROOT,
                "%s: %s (%s interval, %s, n = %s)",
                Plain.label(name, 60),
                figure,
                Figures.level(e.level()),
                Plain.label(e.method(), 60),
                Figures.count(e.n()));
    }
}
