package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import dev.plumbline.study.NamedEstimate;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/// One measurement as a panel: a row for each model with its point, its interval, and what it rests on.
///
/// The panel is a table whose middle column is the picture, so that eye, screen reader and clipboard get the same.
final class ForestPlot {
    /// Most panels of one section, and most rows of one panel; the table of figures holds more.
    private static final int PANELS = 60;

    private static final int ROWS = 60;

    private final Html html;
    private final Palette palette;

    ForestPlot(Html html, Palette palette) {
        this.html = html;
        this.palette = palette;
    }

    /// Panels side by side where there is room.
    void panels(List<Measurement> measurements) {
        panels(measurements, this::panel);
    }

    /// Panels side by side, each drawn as the measurement asks.
    void panels(List<Measurement> measurements, Consumer<Measurement> draw) {
        html.in("div.panels", () -> measurements.stream().limit(PANELS).forEach(draw));
        html.more(measurements.size() - PANELS, "more measurement", "more measurements", Html.LOG);
    }

    void panel(Measurement m) {
        PlotRow plot = new PlotRow(html, m.axis(), false);
        html.in("div.panel", () -> {
            html.in("table.forest", () -> {
                caption(m.name(), m.about());
                head("model");
                html.in("tbody", () -> m.rows().stream().limit(ROWS).forEach(row -> row(m, row, plot)));
                foot(() -> plot.ticks(m.scale()));
            });
            html.more(m.rows().size() - ROWS, "more row", "more rows", Html.LOG);
        });
    }

    private void row(Measurement m, Measurement.Row row, PlotRow plot) {
        NamedEstimate named = row.of();
        Estimate e = named.estimate();
        String figure = Figures.estimate(e, m.scale());
        html.in("tr", () -> {
            html.in(Tag.of("th").with("scope", "row"), () -> palette.name(html, named.model(), m.label(row)));
            html.in(
                    "td.picture",
                    () -> plot.draw(
                            e, named.expected(), named.model(), palette, true, PlotRow.hover(m.label(row), figure, e)));
            html.in("td.figure", () -> {
                html.say("b", Figures.value(e.value(), m.scale()));
                html.text(" " + Figures.interval(e, m.scale()));
                html.text(" ");
                html.say("small", rests(e) + expected(named.expected(), e, m.scale()));
            });
        });
    }

    private static String rests(Estimate e) {
        String n = "n\u00a0" + Figures.count(e.n());
        return e.missingCount() == 0 ? n : n + " · " + Figures.missing(e);
    }

    private static String expected(OptionalDouble expected, Estimate e, Scale scale) {
        if (expected.isEmpty()) {
            return "";
        }
        String place = e.excludes(expected.getAsDouble()) ? " (outside)" : " (inside)";
        return " · planted\u00a0" + Figures.value(expected.getAsDouble(), scale) + place;
    }

    /// A caption in front of something that scrolls sideways, so that it does not scroll away.
    void title(String name, String about) {
        heading("p.caption", name, about);
    }

    /// The caption: the name and, smaller, what it means.
    void caption(String name, String about) {
        heading("caption", name, about);
    }

    private void heading(String selector, String name, String about) {
        html.in(selector, () -> {
            html.say("b", Plain.label(name, 80));
            html.text(" ");
            if (!about.isEmpty()) {
                html.in("small", () -> html.text(about, 400));
            }
        });
    }

    /// Column names, for those who hear the page.
    void head(String first) {
        html.in(
                "thead.unseen",
                () -> html.in("tr", () -> {
                    for (String name : List.of(first, "picture", "estimate and interval")) {
                        html.say(Tag.of("th").with("scope", "col"), name);
                    }
                }));
    }

    /// The row of the axis.
    void foot(Runnable axis) {
        html.in(
                Tag.of("tfoot").with("aria-hidden", "true"),
                () -> html.in("tr", () -> {
                    html.leaf(Tag.of("td"));
                    html.in("td.picture", axis);
                    html.leaf(Tag.of("td"));
                }));
    }
}
