package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a reader needs to doubt, check and repeat the run: limits, gaps, origins, commands, the meaning of names.
final class BackMatter {
    private static final int NOTES = 200;
    private static final int ENTRIES = 400;

    /// The file of a run folder that names every input, option, file and version.
    private static final String EVIDENCE = "evidence.jsonl";

    private static final int STUDY = 200_000;
    private static final int REASONS = 6;

    /// A table of more rows than this is shown on demand.
    private static final int FOLDED = 16;

    private final Html html;
    private final Contents contents;

    BackMatter(Html html, Contents contents) {
        this.html = html;
        this.contents = contents;
    }

    void notes() {
        Map<String, Set<String>> byPlace = new LinkedHashMap<>();
        Set<String> said = new LinkedHashSet<>(contents.page().notes());
        byPlace.put("The study", new LinkedHashSet<>(said));
        for (ReportPage.Stage stage : contents.page().stages()) {
            Set<String> notes = new LinkedHashSet<>(stage.result().notes());
            notes.removeAll(said);
            said.addAll(notes);
            byPlace.merge(stage.name(), notes, (a, b) -> {
                a.addAll(b);
                return a;
            });
        }
        if (said.isEmpty()) {
            html.say("p", "No stage stated an assumption or a limit.");
        }
        html.in(
                "dl.notes",
                () -> byPlace.forEach((place, notes) -> {
                    if (!notes.isEmpty()) {
                        html.say("dt", Plain.label(place, 60));
                        html.in("dd", () -> {
                            html.in("ul", () -> notes.stream().limit(NOTES).forEach(n -> html.say("li", n)));
                            html.more(notes.size() - NOTES, "more note", "more notes", Html.LOG);
                        });
                    }
                }));
    }

    /// How many observations each figure lacks, by reason; the rarest reasons together where there are many.
    void missing() {
        Map<String, Integer> totals = new TreeMap<>();
        List<Measurement.Row> lacking = contents.measurements().stream()
                .flatMap(m -> m.rows().stream())
                .filter(row -> row.of().estimate().missingCount() > 0)
                .toList();
        lacking.forEach(
                row -> row.of().estimate().missing().forEach((why, count) -> totals.merge(why, count, Integer::sum)));
        if (lacking.isEmpty()) {
            html.say("p", "Nothing: every figure rests on all of its observations.");
            return;
        }
        List<String> reasons = totals.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .limit(REASONS)
                .toList();
        boolean others = totals.size() > reasons.size();
        long total = totals.values().stream().mapToLong(Integer::longValue).sum();
        html.say("p", Figures.count(total) + " in all: " + listed(totals, reasons));
        List<String> head = new ArrayList<>(List.of("measurement", "model", "stage"));
        reasons.forEach(reason -> head.add("#" + reason));
        if (others) {
            head.add("#other reasons");
        }
        head.addAll(List.of("#missing in all", "#share"));
        List<List<String>> rows =
                lacking.stream().map(row -> lack(row, reasons, others)).toList();
        Table table = new Table("Observations missing from each figure, by reason", head, rows);
        if (rows.size() > FOLDED) {
            table.writeFolded(html);
        } else {
            table.write(html);
        }
    }

    private static String listed(Map<String, Integer> totals, List<String> reasons) {
        List<String> shown = reasons.stream()
                .map(why -> Figures.count(totals.getOrDefault(why, 0)) + " " + Plain.label(why, 60))
                .toList();
        return String.join(", ", shown) + (totals.size() > reasons.size() ? ", and others." : ".");
    }

    private static List<String> lack(Measurement.Row row, List<String> reasons, boolean others) {
        Estimate e = row.of().estimate();
        List<String> cells = new ArrayList<>(List.of(row.of().name(), row.model(), row.stage()));
        int counted = 0;
        for (String reason : reasons) {
            int count = e.missing().getOrDefault(reason, 0);
            counted += count;
            cells.add(count == 0 ? "–" : Figures.count(count));
        }
        if (others) {
            cells.add(Figures.count(e.missingCount() - counted));
        }
        cells.add(Figures.count(e.missingCount()));
        cells.add(Figures.share(e.missingCount() / ((double) e.missingCount() + e.n())));
        return cells;
    }

    void provenance() {
        html.in(
                "div.sections",
                () -> contents.page()
                        .provenance()
                        .forEach(section -> html.in("details.section", () -> {
                            html.in("summary", () -> {
                                html.say("b", Plain.label(section.title(), 80));
                                html.text(" ");
                                html.say(
                                        "small", Figures.count(section.entries().size(), "entry", "entries"));
                            });
                            html.in(
                                    "dl.entries",
                                    () -> section.entries().stream()
                                            .limit(ENTRIES)
                                            .forEach(entry -> html.in("div", () -> {
                                                html.say("dt", Plain.label(entry.key(), 80));
                                                html.in("dd", () -> html.text(entry.value(), 1_000));
                                            })));
                            html.more(section.entries().size() - ENTRIES, "more entry", "more entries", EVIDENCE);
                        })));
    }

    void study() {
        html.in("details", () -> {
            html.say("summary", "The resolved study, all defaults written out");
            html.in(
                    Tag.of("pre.code").with("tabindex", "0").with("aria-label", "the resolved study"),
                    () -> html.text(contents.page().study(), STUDY));
        });
    }

    void commands() {
        contents.page()
                .commands()
                .forEach(command -> html.in("div.command", () -> {
                    html.say("p", command.about());
                    html.in("div.shell", () -> {
                        html.in("code", () -> html.text(command.line(), 1_000));
                        Tag copy = Tag.of("button.copy").with("type", "button").with("hidden", "hidden");
                        html.say(copy, "Copy");
                    });
                }));
    }

    void glossary() {
        html.in("dl.glossary", () -> {
            contents.measurements().stream()
                    .filter(m -> !m.abouts().isEmpty())
                    .forEach(m -> term(m.name(), m.abouts()));
            term(
                    "estimate and interval",
                    List.of("A figure from a sample, and the range that holds the true value in"
                            + " the stated share of repetitions. How each was made is in the tables."));
            term(
                    "n and missing",
                    List.of("How many observations a figure rests on, and how many could not be had."
                            + " Nothing is dropped in silence."));
            term(
                    "planted",
                    List.of("A rate that is true by construction, drawn as a dashed line: a check on the ruler."));
            term(
                    "adjusted p",
                    List.of("The chance of a difference at least this large if there were none, after Holm's"
                            + " adjustment for the number of comparisons. Filled marks are below .05."));
        });
    }

    private void term(String name, List<String> abouts) {
        html.in("div", () -> {
            html.say("dt", Plain.label(name, 80));
            abouts.stream().limit(4).forEach(about -> html.in("dd", () -> html.text(about, 600)));
        });
    }

    /// Every estimate of the run, with how its interval was made.
    Table figures() {
        List<List<String>> rows = new ArrayList<>();
        for (Measurement m : contents.measurements()) {
            for (Measurement.Row row : m.rows()) {
                Estimate e = row.of().estimate();
                rows.add(List.of(
                        m.name(),
                        row.model(),
                        row.stage(),
                        Figures.value(e.value(), m.scale()),
                        Figures.interval(e, m.scale()),
                        Figures.level(e.level()) + ", " + e.method(),
                        Figures.count(e.n()),
                        Figures.count(e.missingCount()),
                        row.of().expected().stream()
                                .mapToObj(x -> Figures.value(x, m.scale()))
                                .findFirst()
                                .orElse("–")));
            }
        }
        return new Table(
                "Every figure as a table",
                List.of(
                        "measurement",
                        "model",
                        "stage",
                        "#estimate",
                        "#interval",
                        "made how",
                        "#n",
                        "#missing",
                        "#planted"),
                rows);
    }
}
