package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import dev.plumbline.study.NamedEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What alignment cost: each model as a point, a capability upwards and a behaviour to the right, with both intervals,
/// and beneath what a sample cost each of them.
///
/// Which measurements are which is read off their names; where no behaviour is known by its name, it is the first
/// measure of an evaluation that is no capability. A study that measures no capability, or no behaviour, has no such
/// picture.
final class TradeOffPlot {
    private static final Pattern CAPABILITY =
            Pattern.compile("(?i)fact|accura|correct|knowledge|sum|arithmetic|capab|exact");

    /// Behaviours in order of interest; the first measurement of each line is drawn.
    private static final List<Pattern> BEHAVIOURS = List.of(
            Pattern.compile("(?i)sycophan|flatter|agreement|agrees"),
            Pattern.compile("(?i)harm|complian|attack|unsafe"),
            Pattern.compile("(?i)refus"),
            Pattern.compile("(?i)honest|unknown|hallucinat|truthful"));

    private static final Pattern COST = Pattern.compile("(?i)(cost|tokens written|seconds) per sample");

    private static final int PLOTS = 3;

    /// A capability and a behaviour that at least two models share.
    record Axes(Measurement capability, Measurement behaviour) {}

    private final Html html;
    private final Contents contents;

    TradeOffPlot(Html html, Contents contents) {
        this.html = html;
        this.contents = contents;
    }

    /// The pairs of measurements worth a picture, at most three.
    ///
    /// @param stages those that may be evaluations
    static List<Axes> choose(List<Measurement> measurements, List<ReportPage.Stage> stages) {
        List<String> headlines = stages.stream()
                .filter(stage -> stage.kind().equals("eval"))
                .flatMap(stage -> stage.result().estimates().stream().limit(1))
                .map(NamedEstimate::name)
                .distinct()
                .toList();
        List<Axes> chosen = new ArrayList<>();
        List<Measurement> shared =
                measurements.stream().filter(m -> models(m, m).size() >= 2).toList();
        List<Measurement> behaviours = Stream.concat(
                        BEHAVIOURS.stream().flatMap(pattern -> first(shared, pattern).stream()),
                        shared.stream()
                                .filter(m -> headlines.contains(m.name())
                                        && !CAPABILITY.matcher(m.name()).find()))
                .distinct()
                .toList();
        Optional<Measurement> capability = shared.stream()
                .filter(m -> CAPABILITY.matcher(m.name()).find() && !behaviours.contains(m))
                .findFirst();
        for (Measurement behaviour : behaviours) {
            capability
                    .filter(c -> models(c, behaviour).size() >= 2 && chosen.size() < PLOTS)
                    .ifPresent(c -> chosen.add(new Axes(c, behaviour)));
        }
        return chosen;
    }

    private static Optional<Measurement> first(List<Measurement> measurements, Pattern pattern) {
        return measurements.stream()
                .filter(m -> pattern.matcher(m.name()).find())
                .findFirst();
    }

    private static List<String> models(Measurement a, Measurement b) {
        return a.rows().stream()
                .map(Measurement.Row::model)
                .distinct()
                .filter(model -> b.latest(model).isPresent())
                .toList();
    }

    void all(List<Axes> plots) {
        html.in(
                "div.key-line",
                () -> plots.stream()
                        .flatMap(axes -> models(axes.capability(), axes.behaviour()).stream())
                        .distinct()
                        .limit(40)
                        .forEach(model -> contents.palette().name(html, model)));
        html.in("div.trade-offs", () -> plots.forEach(this::plot));
        costs();
    }

    /// What a sample cost each model: the third side of the bargain.
    private void costs() {
        List<List<String>> rows = new ArrayList<>();
        for (Measurement m : contents.audited()) {
            if (COST.matcher(m.name()).find()) {
                m.rows()
                        .forEach(row -> rows.add(List.of(
                                m.label(row),
                                row.stage(),
                                m.name(),
                                Figures.estimate(row.of().estimate(), m.scale()),
                                Figures.count(row.of().estimate().n()),
                                Figures.count(row.of().estimate().missingCount()))));
            }
        }
        if (!rows.isEmpty()) {
            List<String> head = List.of("model", "stage", "what", "#figure and interval", "#n", "#missing");
            new Table("What a sample cost", head, rows).write(html);
        }
    }

    private void plot(Axes axes) {
        Measurement up = axes.capability();
        Measurement right = axes.behaviour();
        Axis x = right.closeAxis();
        Axis y = up.closeAxis();
        html.in("figure.panel", () -> {
            html.in("div.upright", () -> html.text("↑ " + Plain.label(up.name(), 40)));
            Tag svg = Tag.of("svg.trade-off").with("role", "img").with("aria-label", spoken(up, right));
            html.in(svg, () -> {
                grid(x, y, right.scale(), up.scale());
                models(up, right).forEach(model -> point(model, axes, x, y));
            });
            html.in("figcaption", () -> {
                html.say("b", Plain.label(right.name(), 40) + " →");
                html.in("small", () -> html.text(right.about(), 300));
            });
        });
    }

    private void point(String model, Axes axes, Axis x, Axis y) {
        NamedEstimate right = axes.behaviour().latest(model).orElseThrow();
        NamedEstimate up = axes.capability().latest(model).orElseThrow();
        double cx = x.percent(right.estimate().value());
        double cy = 100 - y.percent(up.estimate().value());
        html.in("g." + contents.palette().colour(model), () -> {
            html.say(
                    "title",
                    Plain.label(model, 60) + ": " + axes.capability().name() + " "
                            + Figures.estimate(up.estimate(), axes.capability().scale()) + ", "
                            + axes.behaviour().name() + " "
                            + Figures.estimate(
                                    right.estimate(), axes.behaviour().scale()));
            Estimate across = right.estimate();
            html.leaf(line("line.whisker", x.percent(across.low()), cy, x.percent(across.high()), cy));
            Estimate along = up.estimate();
            html.leaf(line("line.whisker", cx, 100 - y.percent(along.low()), cx, 100 - y.percent(along.high())));
            contents.palette().mark(html, cx, cy, model, true);
        });
    }

    private void grid(Axis x, Axis y, Scale across, Scale up) {
        for (double tick : x.ticks()) {
            double at = x.percent(tick);
            html.leaf(line("line.grid", at, 0, at, 100));
            label(at, 100, "17", "middle", tick, across);
        }
        for (double tick : y.ticks()) {
            double at = 100 - y.percent(tick);
            html.leaf(line("line.grid", 0, at, 100, at));
            label(0, at, "4", "end", tick, up);
        }
    }

    private void label(double x, double y, String down, String anchor, double tick, Scale scale) {
        Tag text = Tag.of("text").at("x", x).at("y", y).with("dy", down).with("text-anchor", anchor);
        html.say(x == 0 && anchor.equals("end") ? text.with("dx", "-6") : text, figure(tick, scale));
    }

    private static String figure(double tick, Scale scale) {
        return scale.percent() ? Figures.number(100 * tick) + "%" : Figures.tick(tick);
    }

    private static Tag line(String selector, double x1, double y1, double x2, double y2) {
        return Tag.of(selector).at("x1", x1).at("y1", y1).at("x2", x2).at("y2", y2);
    }

    private static String spoken(Measurement up, Measurement right) {
        StringBuilder spoken = new StringBuilder(up.name() + " against " + right.name() + ".");
        for (String model : models(up, right).stream().limit(8).toList()) {
            Estimate a = up.latest(model).orElseThrow().estimate();
            Estimate b = right.latest(model).orElseThrow().estimate();
            spoken.append(' ').append(Plain.label(model, 30)).append(": ");
            spoken.append(Figures.value(a.value(), up.scale())).append(" and ");
            spoken.append(Figures.value(b.value(), right.scale())).append(';');
        }
        return spoken.toString();
    }
}
