package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import dev.plumbline.study.Comparison;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/// Paired differences between two models: one row a measurement, around the line of no difference.
///
/// Differences of rates share one axis. Other measures have different units, so that each is drawn to its own scale.
final class ComparisonPlot {
    /// Below this adjusted p-value a difference is drawn as a filled mark.
    static final double SIGNIFICANT = 0.05;

    private static final int OPEN = 3;
    private static final int PAIRS = 40;

    private final Html html;
    private final Contents contents;
    private final Palette palette;
    private final ForestPlot forest;

    ComparisonPlot(Html html, Contents contents) {
        this.html = html;
        this.contents = contents;
        this.palette = contents.palette();
        this.forest = new ForestPlot(html, palette);
    }

    /// Every pair of models, the most important first; those after the third behind a line that opens them.
    void all() {
        List<List<Comparison>> pairs = contents.pairs();
        pairs.stream().limit(OPEN).forEach(this::pair);
        if (pairs.size() > OPEN) {
            html.in("details", () -> {
                html.say("summary", Figures.count(pairs.size() - OPEN, "more pair", "more pairs"));
                pairs.stream().skip(OPEN).limit(PAIRS).forEach(this::pair);
                html.more(pairs.size() - OPEN - PAIRS, "more pair", "more pairs", Html.LOG);
            });
        }
        table().writeFolded(html);
    }

    private void pair(List<Comparison> pair) {
        String left = pair.getFirst().left();
        String right = pair.getFirst().right();
        html.in("div.pair", () -> {
            html.in("h3", () -> {
                palette.name(html, left);
                html.text(" minus ");
                palette.name(html, right);
            });
            html.in("div.panels", () -> {
                panel(pair, true, "Rates", "In percentage points; right of the line, the first model does it more.");
                panel(pair, false, "Other measures", "Each in its own unit and drawn to its own scale.");
            });
        });
    }

    private void panel(List<Comparison> pair, boolean percent, String title, String about) {
        List<Comparison> rows = pair.stream()
                .filter(c -> contents.scale(c).percent() == percent)
                .sorted(Comparator.comparingDouble(
                        (Comparison c) -> percent ? -c.difference().value() : 0))
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        Axis shared = percent ? axis(rows) : new Axis(-1, 1, 1, false);
        html.in(
                "div.panel",
                () -> html.in("table.forest", () -> {
                    forest.caption(title, about);
                    forest.head("measurement");
                    html.in("tbody", () -> rows.forEach(c -> row(c, percent ? shared : axis(List.of(c)))));
                    PlotRow foot = new PlotRow(html, shared, true);
                    forest.foot(percent ? () -> foot.ticks(Scale.PERCENT) : foot::sides);
                }));
    }

    private static Axis axis(List<Comparison> rows) {
        return Axis.around(rows.stream()
                .map(Comparison::difference)
                .flatMapToDouble(e -> DoubleStream.of(e.low(), e.value(), e.high())));
    }

    private void row(Comparison c, Axis axis) {
        Estimate e = c.difference();
        Scale scale = contents.scale(c);
        boolean clear = c.adjustedP() < SIGNIFICANT;
        String winner = e.value() >= 0 ? c.left() : c.right();
        html.in("tr", () -> {
            html.say(Tag.of("th").with("scope", "row"), Plain.label(c.name(), 44));
            html.in(
                    "td.picture",
                    () -> new PlotRow(html, axis, true)
                            .draw(
                                    e,
                                    OptionalDouble.empty(),
                                    winner,
                                    palette,
                                    clear,
                                    PlotRow.hover(c.name(), Figures.difference(e, scale), e)));
            html.in("td.figure", () -> {
                String figure = Figures.difference(e, scale);
                int bracket = figure.indexOf('[');
                html.say("b", figure.substring(0, bracket).strip());
                html.text(" " + figure.substring(bracket));
                html.text(" ");
                html.say(
                        "small",
                        Figures.pEquals(c.adjustedP()) + " adjusted · n\u00a0" + Figures.count(e.n()) + missing(e));
            });
        });
    }

    private static String missing(Estimate e) {
        return e.missingCount() == 0 ? "" : " · " + Figures.missing(e);
    }

    private Table table() {
        List<List<String>> rows = contents.comparisons().stream()
                .map(c -> List.of(
                        c.name(),
                        c.left(),
                        c.right(),
                        Figures.difference(c.difference(), contents.scale(c)),
                        Figures.level(c.difference().level()) + ", "
                                + c.difference().method(),
                        Figures.p(c.p()),
                        Figures.p(c.adjustedP()),
                        Figures.count(c.difference().n()),
                        Figures.count(c.difference().missingCount())))
                .toList();
        return new Table(
                "Every comparison as a table",
                List.of(
                        "measurement",
                        "left",
                        "right",
                        "#left − right [interval]",
                        "interval",
                        "#p",
                        "#adjusted p",
                        "#n",
                        "#missing"),
                rows);
    }
}
