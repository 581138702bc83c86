package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// How far raters agree: a square of raters, each cell an estimate, the darker the closer; on the diagonal, each with
/// themselves.
final class AgreementMatrix {
    /// From this many raters on, a square no longer fits a page and rows are shown instead.
    private static final int RATERS = 12;

    private final Html html;

    AgreementMatrix(Html html) {
        this.html = html;
    }

    /// Whether the measurement is one of pairs of raters, few enough for a square.
    static boolean fits(Measurement m) {
        return m.rows().stream().allMatch(row -> Contents.raters(row.of()).isPresent())
                && raters(m).size() <= RATERS
                && m.rows().size() > 1;
    }

    /// The raters in order of appearance; the gold utility, which rates nobody, last.
    static List<String> raters(Measurement m) {
        Set<String> raters = new LinkedHashSet<>();
        m.rows().forEach(row -> Contents.raters(row.of()).ifPresent(raters::addAll));
        if (raters.remove("gold")) {
            raters.add("gold");
        }
        return List.copyOf(raters);
    }

    void write(Measurement m) {
        List<String> raters = raters(m);
        Map<List<String>, Estimate> cells = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        m.rows()
                .forEach(row -> Contents.raters(row.of()).ifPresent(pair -> {
                    cells.put(pair, row.of().estimate());
                    cells.putIfAbsent(pair.reversed(), row.of().estimate());
                }));
        html.in(
                "div.panel",
                () -> html.in(
                        "div.scroll",
                        () -> html.in("table.matrix", () -> {
                            new ForestPlot(html, new Palette(List.of())).caption(m.name(), m.about());
                            html.in(
                                    "thead",
                                    () -> html.in("tr", () -> {
                                        html.leaf(Tag.of("td"));
                                        raters.forEach(rater ->
                                                html.say(Tag.of("th").with("scope", "col"), Plain.label(rater, 24)));
                                    }));
                            html.in("tbody", () -> raters.forEach(rater -> row(rater, raters, cells, m.scale())));
                        })));
    }

    private void row(String rater, List<String> raters, Map<List<String>, Estimate> cells, Scale scale) {
        html.in("tr", () -> {
            html.say(Tag.of("th").with("scope", "row"), Plain.label(rater, 24));
            for (String other : raters) {
                cell(Optional.ofNullable(cells.get(List.of(rater, other))), scale);
            }
        });
    }

    private void cell(Optional<Estimate> estimate, Scale scale) {
        if (estimate.isEmpty()) {
            html.say("td.heat", "–");
            return;
        }
        Estimate e = estimate.get();
        long heat = Math.round(10 * Math.clamp(e.value(), 0.0, 1.0));
        html.in("td.heat.h" + heat, () -> {
            html.say("b", Figures.value(e.value(), scale));
            html.say("small", Figures.interval(e, scale));
            String missing = e.missingCount() == 0 ? "" : " · " + Figures.count(e.missingCount()) + " missing";
            html.say("small", "n " + Figures.count(e.n()) + missing);
        });
    }
}
