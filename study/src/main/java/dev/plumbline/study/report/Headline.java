package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import dev.plumbline.study.Comparison;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/// What was found, in a sentence and a picture, and how sure one can be of it.
final class Headline {
    private static final int LISTED = 6;
    private static final int FINDINGS = 20;

    private final Html html;
    private final Contents contents;

    Headline(Html html, Contents contents) {
        this.html = html;
        this.contents = contents;
    }

    /// The main finding, large, with its interval drawn against zero.
    void main() {
        List<Finding> findings = contents.findings();
        if (findings.isEmpty()) {
            contents.measurements().stream()
                    .findFirst()
                    .ifPresentOrElse(this::figure, () -> html.say("p.headline", "No finding was drawn from this run."));
            return;
        }
        Finding main = findings.getFirst();
        Scale scale = contents.scale(main);
        html.in("p.headline", () -> html.text(main.text(), 600));
        html.in("div.verdict", () -> {
            picture(main, scale);
            html.in("p.figures", () -> {
                badge(main);
                html.text(" ");
                html.say("b", figure(main));
                html.text(" " + rests(main));
            });
        });
    }

    /// A run that concludes nothing says what it measured first.
    private void figure(Measurement first) {
        Measurement.Row row = first.rows().getFirst();
        Estimate e = row.of().estimate();
        String name = Plain.label(first.name(), 120);
        html.say(
                "p.headline",
                "For " + Plain.label(row.model(), 120) + ", “" + name + "” is "
                        + Figures.value(e.value(), first.scale()) + ".");
        html.in("div.verdict", () -> {
            html.in("div.big-plot", () -> {
                PlotRow plot = new PlotRow(html, first.axis(), false);
                String hover = PlotRow.hover(name, Figures.estimate(e, first.scale()), e);
                plot.draw(e, row.of().expected(), row.model(), contents.palette(), true, hover);
                plot.ticks(first.scale());
            });
            html.in("p.figures", () -> {
                html.say("b", Figures.estimate(e, first.scale()));
                html.text(" " + interval(e) + count(e) + ". ");
                html.text(first.about() + " ", 300);
                html.text(others());
            });
        });
    }

    private String others() {
        int others = contents.measurements().size() - 1;
        return others == 0
                ? "Nothing else was measured."
                : Figures.count(others, "other measure stands below.", "other measures stand below.");
    }

    private static String rests(Finding finding) {
        Estimate e = finding.estimate();
        return interval(e) + ", " + Figures.pEquals(finding.p()) + count(e);
    }

    private static String interval(Estimate e) {
        return Figures.level(e.level()) + " interval (" + Plain.label(e.method(), 60) + ")";
    }

    private static String count(Estimate e) {
        return ", n = " + Figures.count(e.n()) + (e.missingCount() == 0 ? "" : ", " + Figures.missing(e));
    }

    private void badge(Finding finding) {
        html.say(
                finding.asExpected() ? "span.badge.good" : "span.badge.other",
                finding.asExpected() ? "as expected" : "not as expected");
    }

    /// A finding's figure with its interval; signed, unless it repeats a plain estimate.
    private String figure(Finding f) {
        Scale scale = contents.scale(f);
        return contents.measurement(f).isPresent()
                ? Figures.estimate(f.estimate(), scale)
                : Figures.difference(f.estimate(), scale);
    }

    private void picture(Finding f, Scale scale) {
        Estimate e = f.estimate();
        Optional<Measurement> plain = contents.measurement(f);
        Axis axis = plain.map(Measurement::axis)
                .orElseGet(() -> Axis.around(DoubleStream.of(e.low(), e.value(), e.high())));
        PlotRow row = new PlotRow(html, axis, plain.isEmpty());
        String model = contents.comparison(f)
                .map(c -> c.difference().value() >= 0 ? c.left() : c.right())
                .orElse("");
        html.in("div.big-plot", () -> {
            row.draw(e, OptionalDouble.empty(), model, contents.palette(), true, PlotRow.hover(f.name(), figure(f), e));
            row.ticks(scale);
        });
    }

    /// Other findings, the clearest differences, and the reasons for doubt.
    void meaning() {
        List<Finding> others =
                contents.findings().stream().skip(1).limit(FINDINGS).toList();
        List<Comparison> clearest = clearest();
        html.in("div.meaning", () -> {
            if (!others.isEmpty() || !clearest.isEmpty()) {
                html.in("div", () -> {
                    html.say("h3", "What else was found");
                    html.in("ul.findings", () -> {
                        others.forEach(this::finding);
                        clearest.forEach(this::difference);
                    });
                    html.more(contents.findings().size() - 1 - FINDINGS, "more finding", "more findings", Html.LOG);
                });
            }
            html.in("div", () -> {
                html.say("h3", "How sure this is");
                html.in("ul", () -> doubts().forEach(doubt -> html.say("li", doubt)));
            });
        });
    }

    private void finding(Finding f) {
        html.in(f.asExpected() ? "li.yes" : "li.no", () -> {
            html.in("span", () -> html.text(f.text(), 600));
            html.text(" ");
            html.say(
                    "small",
                    Plain.label(f.name(), 60) + ": " + figure(f) + ", " + Figures.pEquals(f.p())
                            + (f.asExpected() ? "" : "; not as expected"));
        });
    }

    private void difference(Comparison c) {
        double value = c.difference().value();
        html.in("li.fact", () -> {
            html.in("span", () -> {
                html.say("b", Plain.label(c.name(), 60));
                html.text(" is " + (value >= 0 ? "higher" : "lower") + " for ");
                contents.palette().name(html, c.left());
                html.text(" than for ");
                contents.palette().name(html, c.right());
            });
            html.text(" ");
            html.say(
                    "small",
                    Figures.difference(c.difference(), contents.scale(c)) + ", " + Figures.pEquals(c.adjustedP())
                            + " adjusted");
        });
    }

    /// The clear differences of the most important pair, largest in units of their intervals first; what a finding
    /// already says is not repeated.
    private List<Comparison> clearest() {
        List<List<Comparison>> pairs = contents.pairs();
        List<Comparison> said = contents.findings().stream()
                .flatMap(f -> contents.comparison(f).stream())
                .toList();
        return pairs.isEmpty()
                ? List.of()
                : pairs.getFirst().stream()
                        .filter(c -> c.adjustedP() < ComparisonPlot.SIGNIFICANT && !said.contains(c))
                        .sorted(Comparator.comparingDouble((Comparison c) -> -strength(c.difference()))
                                .thenComparing(Comparison::name))
                        .limit(LISTED)
                        .toList();
    }

    private static double strength(Estimate e) {
        double width = e.high() - e.low();
        return width > 0 ? Math.abs(e.value()) / width : Double.MAX_VALUE;
    }

    private List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        contents.findings().stream()
                .findFirst()
                .ifPresentOrElse(
                        main -> doubts.add(interval(main)),
                        () -> doubts.add(
                                "Nothing was expected beforehand, so that no finding was drawn from this run: it"
                                        + " says what was measured, not whether that is good."));
        List<Comparison> all = contents.comparisons();
        if (!all.isEmpty()) {
            long clear = all.stream()
                    .filter(c -> c.adjustedP() < ComparisonPlot.SIGNIFICANT)
                    .count();
            doubts.add("Paired comparisons with p < .05, after Holm's adjustment for asking several questions at once: "
                    + Figures.count(clear) + " of " + Figures.count(all.size()) + ".");
        }
        doubts.addAll(planted());
        if (!contents.measurements().isEmpty()) {
            doubts.add(missing());
        }
        doubts.add("This is one run, under seed " + contents.page().seed()
                + ". Intervals speak of other questions put to these same models;"
                + " models trained under another seed may differ more.");
        return doubts;
    }

    private String interval(Finding f) {
        Estimate e = f.estimate();
        if (contents.measurement(f).isPresent()) {
            return "The main figure is " + figure(f) + ", the interval at " + Figures.level(e.level()) + ".";
        }
        Scale scale = contents.scale(f);
        String ends = Figures.interval(e, scale) + (scale.percent() ? " points" : "");
        return e.excludes(0)
                ? "The main figure's interval, " + ends + ", leaves out zero (" + Figures.pEquals(f.p()) + ")."
                : "The main figure's interval, " + ends + ", contains zero: this run shows no clear difference,"
                        + " and rules out only those beyond these bounds.";
    }

    private List<String> planted() {
        List<NamedEstimate> known = contents.measurements().stream()
                .flatMap(m -> m.rows().stream().map(Measurement.Row::of))
                .filter(e -> e.expected().isPresent())
                .toList();
        if (known.isEmpty()) {
            return List.of();
        }
        long held = known.stream()
                .filter(e -> !e.estimate().excludes(e.expected().orElseThrow()))
                .count();
        return List.of("Where the truth is known by construction (" + Figures.count(known.size(), "figure", "figures")
                + "), " + Figures.count(held, "interval holds it.", "intervals hold it."));
    }

    private String missing() {
        long count = 0;
        long n = 0;
        for (Measurement m : contents.measurements()) {
            for (Measurement.Row row : m.rows()) {
                count += row.of().estimate().missingCount();
                n += row.of().estimate().n();
            }
        }
        return count == 0
                ? "No observation is missing from any figure."
                : Figures.count(count, "observation is", "observations are") + " missing from figures that rest on "
                        + Figures.count(n) + "; the reasons are listed below.";
    }
}
