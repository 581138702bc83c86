package dev.plumbline.study.report;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.stages.WorldFigures;
import dev.plumbline.study.stages.WorldsStage;
import dev.plumbline.worlds.GridMap;
import dev.plumbline.worlds.show.Film;
import dev.plumbline.worlds.show.PolicyPicture;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The worlds of a study: for each policy its picture (what it does where, what that is worth, how often it is
/// there), and an episode of it that plays.
final class WorldPictures {
    /// Most policies that are drawn; the table of figures holds all.
    private static final int POLICIES = 24;

    private final Html html;

    WorldPictures(Html html) {
        this.html = html;
    }

    /// The stages that have worlds to show.
    static List<ReportPage.Stage> stages(ReportPage page) {
        return page.stages().stream()
                .filter(stage -> stage.kind().equals(WorldsStage.KIND)
                        && !stage.result().samples().isEmpty())
                .toList();
    }

    /// The rules of style that the films of this page need.
    static String style(ReportPage page) {
        int longest = stages(page).stream()
                .flatMap(stage -> stage.result().samples().stream())
                .filter(sample -> sample.task().equals(WorldFigures.EPISODE))
                .mapToInt(sample -> sample.answer().split("\n\n", -1).length)
                .max()
                .orElse(0);
        return longest == 0 ? "" : WorldFilm.style(Math.min(longest, WorldFilm.MOST_FRAMES));
    }

    void all(List<ReportPage.Stage> stages) {
        for (ReportPage.Stage stage : stages) {
            List<SampleRecord> samples = stage.result().samples();
            html.in("h3", () -> {
                html.text(Plain.label(samples.getFirst().id(), 60) + " ");
                html.say("small", Plain.label(samples.getFirst().truth().getOrDefault("problem", ""), 80));
            });
            Map<String, Map<String, SampleRecord>> byWho = new LinkedHashMap<>();
            for (SampleRecord sample : samples) {
                byWho.computeIfAbsent(sample.model(), who -> new LinkedHashMap<>())
                        .put(sample.task(), sample);
            }
            html.in(
                    "div.worlds",
                    () -> byWho.entrySet().stream()
                            .limit(POLICIES)
                            .forEach(entry -> policy(entry.getKey(), entry.getValue())));
            html.more(byWho.size() - POLICIES, "more policy", "more policies", Html.LOG);
        }
    }

    private void policy(String who, Map<String, SampleRecord> tasks) {
        html.in("figure.panel.world", () -> {
            html.in("figcaption", () -> html.say("b", Plain.label(who, 60)));
            SampleRecord policy = tasks.get(WorldFigures.POLICY);
            if (policy != null) {
                figures(policy, "An episode is rewarded with ", " on average and worth ");
                drawn(() -> picture(who, policy));
            }
            SampleRecord episode = tasks.get(WorldFigures.EPISODE);
            if (episode != null) {
                html.in(Tag.of("details").with("open", "open"), () -> {
                    html.say("summary", "An episode, step by step");
                    figures(episode, "This one was rewarded with ", " and worth ");
                    drawn(() -> new WorldFilm(html, film(episode)).write("An episode of " + who));
                });
            }
        });
    }

    private void figures(SampleRecord sample, String rewarded, String worth) {
        html.in("p", () -> {
            html.text(rewarded);
            html.say("b", score(sample, WorldFigures.RETURN));
            html.text(worth);
            html.say("b", score(sample, WorldFigures.PERFORMANCE));
            html.text(".");
        });
    }

    private static String score(SampleRecord sample, String name) {
        Double score = sample.scores().get(name);
        return score == null ? "nothing known" : Figures.number(score);
    }

    /// What cannot be drawn, for it is not what a stage writes, is named instead.
    private void drawn(Runnable picture) {
        try {
            picture.run();
        } catch (PlumblineException e) {
            html.say("p.more", "No picture: " + e.getMessage());
        }
    }

    private static GridMap map(SampleRecord sample) {
        return GridMap.of("map", Arrays.asList(sample.prompt().lastContent().split("\n", -1)));
    }

    private static Film film(SampleRecord sample) {
        return Film.parse(sample.answer(), map(sample).rows());
    }

    private void picture(String who, SampleRecord policy) {
        PolicyPicture picture = PolicyPicture.parse(map(policy), policy.answer());
        WorldCells cells = new WorldCells(html);
        int columns = picture.map().columns();
        Tag svg = WorldCells.frame(columns, picture.map().rows(), 0)
                .with("role", "img")
                .with("aria-label", "What " + who + " does in each cell, what that is worth and how often it is there");
        html.in(svg, () -> {
            for (int i = 0; i < picture.cells().size(); i++) {
                PolicyPicture.Cell cell = picture.cells().get(i);
                cells.policy(i % columns, i / columns, cell, picture.colour(cell));
            }
        });
    }
}
