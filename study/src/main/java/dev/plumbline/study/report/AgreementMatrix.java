package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How far raters agree: a square of raters, each cell an estimate, the stronger its colour the closer; on the
/// diagonal, each with themselves.
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
        html.in("div.panel", () -> {
            new ForestPlot(html, new Palette(List.of())).title(m.name(), m.about());
            Tag frame = Tag.of("div.scroll").with("tabindex", "0").with("role", "region");
            html.in(frame.with("aria-label", m.name()), () -> square(m));
        });
    }

    private void square(Measurement m) {
        List<String> raters = raters(m);
        Map<List<String>, Estimate> cells = cells(m);
        html.in(Tag.of("table.matrix").with("aria-label", m.name()), () -> {
            html.in("thead", () -> head(raters));
            html.in("tbody", () -> raters.forEach(rater -> row(rater, raters, cells, m.scale())));
        });
    }

    /// Estimates by pair of raters, in both orders; of two for the same pair, the later.
    private static Map<List<String>, Estimate> cells(Measurement m) {
        Map<List<String>, Estimate> cells = new HashMap<>();
        for (Measurement.Row row : m.rows()) {
            Contents.raters(row.of()).ifPresent(pair -> {
                cells.put(pair.reversed(), row.of().estimate());
                cells.put(pair, row.of().estimate());
            });
        }
        return cells;
    }

    private void head(List<String> raters) {
        html.in("tr", () -> {
            html.leaf(Tag.of("td"));
            raters.forEach(rater -> html.say(Tag.of("th").with("scope", "col"), Plain.label(rater, 24)));
        });
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
            html.text(" ");
            html.say("small", Figures.interval(e, scale));
            html.text(" ");
            String missing = e.missingCount() == 0 ? "" : " · " + Figures.missing(e);
            html.say("small", "n\u00a0" + Figures.count(e.n()) + missing);
        });
    }
}
