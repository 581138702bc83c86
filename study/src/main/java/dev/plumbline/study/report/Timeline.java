package dev.plumbline.study.report;

import java.util.List;

/// The study's line: its stages in order, how long each took, and which were taken from the store.
final class Timeline {
    private final Html html;
    private final List<ReportPage.Stage> stages;

    Timeline(Html html, List<ReportPage.Stage> stages) {
        this.html = html;
        this.stages = stages;
    }

    void write() {
        double total = stages.stream().mapToDouble(ReportPage.Stage::seconds).sum();
        html.in("ol.line", () -> stages.forEach(stage -> stage(stage, total)));
        long cached = stages.stream().filter(ReportPage.Stage::cached).count();
        html.in("p.sum", () -> {
            html.say("b", Figures.seconds(total));
            html.text(" in all, over " + Figures.count(stages.size(), "stage", "stages"));
            html.text(cached == 0 ? "." : "; " + cached + " taken from the store.");
        });
    }

    private void stage(ReportPage.Stage stage, double total) {
        double share = total > 0 ? stage.seconds() / total : 0;
        html.in(stage.cached() ? "li.cached" : "li", () -> {
            html.say(Tag.of("b").with("title", Plain.label(stage.name(), 200)), Plain.label(stage.name(), 32));
            html.text(" ");
            html.say("span.kind", Plain.label(stage.kind(), 32));
            html.text(" ");
            html.in("span.time", () -> {
                html.text(Figures.seconds(stage.seconds()));
                if (stage.cached()) {
                    html.text(" ");
                    html.say("span.chip", "cached");
                }
            });
            html.in(Tag.of("svg.share").with("aria-hidden", "true"), () -> {
                html.say("title", Figures.share(share) + " of the time");
                html.leaf(Tag.of("rect").at("width", 100 * share).with("height", "100%"));
            });
            if (!stage.summary().isEmpty()) {
                html.say("p", Plain.label(stage.summary(), 220));
            }
        });
    }
}
