package dev.plumbline.study.report;

import dev.plumbline.study.Curve;
import dev.plumbline.study.Curve.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/// How training went: one small picture a curve, those of one name and kind of stage on the same axis.
final class CurvePlot {
    private static final int PLOTS = 80;

    /// A curve of more points than twice this is drawn by the lowest and highest point of so many stretches.
    private static final int STRETCHES = 250;

    /// A curve and the stage that it tells of.
    record Trained(ReportPage.Stage stage, Curve curve) {}

    private final Html html;
    private final Palette palette;

    CurvePlot(Html html, Palette palette) {
        this.html = html;
        this.palette = palette;
    }

    static List<Trained> curves(ReportPage page) {
        return page.stages().stream()
                .flatMap(stage -> stage.result().curves().stream().map(curve -> new Trained(stage, curve)))
                .filter(trained -> !trained.curve().points().isEmpty())
                .toList();
    }

    void all(List<Trained> curves) {
        Map<List<String>, Axis> axes = new LinkedHashMap<>();
        for (Trained trained : curves) {
            axes.computeIfAbsent(key(trained), key -> axis(curves, key));
        }
        html.in(
                "div.curves",
                () -> curves.stream().limit(PLOTS).forEach(t -> plot(t, axes.getOrDefault(key(t), Axis.ofRates()))));
        html.more(curves.size() - PLOTS, "more curve", "more curves", Html.LOG);
        table(curves).writeFolded(html);
    }

    private static List<String> key(Trained trained) {
        return List.of(
                trained.stage().kind(), trained.curve().name(), trained.curve().unit());
    }

    private static Axis axis(List<Trained> curves, List<String> key) {
        List<List<Point>> same = curves.stream()
                .filter(trained -> key(trained).equals(key))
                .map(trained -> trained.curve().points())
                .toList();
        boolean falling = same.stream()
                .allMatch(points -> points.getLast().value() < points.getFirst().value());
        return Axis.ofCurves(same.stream().flatMap(List::stream).mapToDouble(Point::value), falling);
    }

    private void plot(Trained trained, Axis y) {
        Curve curve = trained.curve();
        List<Point> points =
                curve.points().stream().filter(p -> Double.isFinite(p.value())).toList();
        html.in("figure.panel.curve", () -> {
            html.in("figcaption", () -> {
                palette.name(html, trained.stage().name());
                html.text(" ");
                html.say("b", Plain.label(curve.name(), 40) + unit(curve));
            });
            if (points.isEmpty()) {
                html.say("p.more", "No finite value was recorded.");
                return;
            }
            picture(trained, points, y);
            ends(curve, points, y);
        });
    }

    private void picture(Trained trained, List<Point> points, Axis y) {
        Axis x = steps(points);
        Tag svg = Tag.of("svg.line-plot").with("role", "img").with("aria-label", spoken(trained, points));
        html.in(svg, () -> {
            for (double tick : y.ticks()) {
                double at = 100 - y.percent(tick);
                html.leaf(Tag.of("line.grid")
                        .at("x1", 0)
                        .at("x2", 100)
                        .at("y1", at)
                        .at("y2", at));
            }
            scale(y);
            String colour = palette.colour(trained.stage().name());
            Tag stretched = Tag.of("svg." + colour)
                    .with("viewBox", "0 0 100 100")
                    .with("preserveAspectRatio", "none")
                    .with("overflow", "visible");
            html.in(stretched, () -> html.leaf(Tag.of("path.trace").with("d", path(points, x, y))));
            for (Point end : List.of(points.getFirst(), points.getLast())) {
                Tag dot = Tag.of("circle.dot." + colour)
                        .at("cx", x.percent(end.step()))
                        .at("cy", 100 - y.percent(end.value()));
                html.leaf(dot.with("r", "3.5"));
            }
        });
    }

    /// The lowest and the highest value of the axis, beside the picture.
    private void scale(Axis y) {
        Tag top = Tag.of("text").with("x", "-5").with("y", "0").with("dy", "8").with("text-anchor", "end");
        html.say(top, Figures.tick(y.high()));
        Tag bottom = Tag.of("text").with("x", "-5").with("y", "100%").with("text-anchor", "end");
        html.say(bottom, Figures.tick(y.low()));
    }

    private void ends(Curve curve, List<Point> points, Axis y) {
        Point first = points.getFirst();
        Point last = points.getLast();
        html.in("div.ends", () -> {
            html.in("span", () -> end(first));
            html.text(" ");
            html.in("span", () -> end(last));
        });
        int lost = curve.points().size() - points.size();
        if (lost > 0 || y.log()) {
            String logarithmic = y.log() ? "Logarithmic. " : "";
            html.say(
                    "small",
                    logarithmic + (lost > 0 ? Figures.count(lost, "value is", "values are") + " not finite." : ""));
        }
    }

    private void end(Point point) {
        html.say("b", Figures.number(point.value()));
        html.say("small", " step " + Figures.count(point.step()));
    }

    private static Axis steps(List<Point> points) {
        double first = points.getFirst().step();
        double last = points.getLast().step();
        return new Axis(first, last > first ? last : first + 1, 0, false);
    }

    private static String path(List<Point> points, Axis x, Axis y) {
        StringBuilder path = new StringBuilder();
        for (Point p : thin(points)) {
            path.append(path.isEmpty() ? 'M' : 'L');
            path.append(Html.number(x.percent(p.step()))).append(' ');
            path.append(Html.number(100 - y.percent(p.value())));
        }
        return path.toString();
    }

    /// As many points as a screen can show, peaks and troughs kept.
    private static List<Point> thin(List<Point> points) {
        if (points.size() <= 2 * STRETCHES) {
            return points;
        }
        List<Point> kept = new ArrayList<>();
        kept.add(points.getFirst());
        for (int i = 0; i < STRETCHES; i++) {
            int from = (int) ((long) points.size() * i / STRETCHES);
            int to = (int) ((long) points.size() * (i + 1) / STRETCHES);
            Point low = points.get(from);
            Point high = low;
            for (Point p : points.subList(from, to)) {
                low = p.value() < low.value() ? p : low;
                high = p.value() > high.value() ? p : high;
            }
            kept.add(low.step() <= high.step() ? low : high);
            kept.add(low.step() <= high.step() ? high : low);
        }
        kept.add(points.getLast());
        return kept;
    }

    private static String unit(Curve curve) {
        return curve.unit().isEmpty() ? "" : " (" + Plain.label(curve.unit(), 20) + ")";
    }

    private static String spoken(Trained trained, List<Point> points) {
        return trained.curve().name() + " of " + trained.stage().name() + ": from "
                + Figures.number(points.getFirst().value()) + " at step "
                + points.getFirst().step() + " to "
                + Figures.number(points.getLast().value()) + " at step "
                + points.getLast().step();
    }

    private static Table table(List<Trained> curves) {
        List<List<String>> rows = curves.stream()
                .map(trained -> {
                    List<Point> points = trained.curve().points();
                    return List.of(
                            trained.stage().name(),
                            trained.curve().name() + unit(trained.curve()),
                            Figures.count(points.size()),
                            Figures.count(points.getLast().step()),
                            Figures.number(points.getFirst().value()),
                            Figures.number(values(points).min().orElse(Double.NaN)),
                            Figures.number(values(points).max().orElse(Double.NaN)),
                            Figures.number(points.getLast().value()));
                })
                .toList();
        return new Table(
                "Every curve as a table",
                List.of("stage", "curve", "#points", "#last step", "#first", "#lowest", "#highest", "#last"),
                rows);
    }

    private static DoubleStream values(List<Point> points) {
        return points.stream().mapToDouble(Point::value).filter(Double::isFinite);
    }
}
