package dev.plumbline.study.report;

import static dev.plumbline.study.report.SamplePages.page;
import static dev.plumbline.study.report.SamplePages.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Conversation;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.stages.WorldFigures;
import dev.plumbline.study.stages.WorldsStage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class WorldPicturesTest {
    private static final String MAP = "####\n#AG#\n####";
    private static final String FILM =
            "start\n####\n#AG#\n####\n\n1 right: return 49, worth -1\n####\n# A#\n####\nmood=2\n";

    private static SampleRecord sample(String task, String answer) {
        return new SampleRecord(
                "<optimum>",
                task,
                "tiny:0",
                Conversation.ask(MAP),
                answer,
                Map.of(WorldFigures.RETURN, 49.0, WorldFigures.PERFORMANCE, -1.0),
                Map.of("problem", "a <tiny> world"));
    }

    private static String html(SampleRecord... samples) {
        StageResult result = new StageResult(List.of(), List.of(), List.of(), List.of(), List.of(samples), List.of());
        return Report.html(page(List.of(stage("world", WorldsStage.KIND, result))));
    }

    @Test
    void aPolicyIsDrawnWithItsArrowsAndValues() {
        String html = html(sample(WorldFigures.POLICY, "1 1 right 49.0 1.0\n1 2 - 0.0 1.0\n"));
        Element section = (Element)
                Parsed.of(html).document().getElementsByTagName("figure").item(0);

        assertThat(Parsed.under(section, "rect")).hasSize(12);
        assertThat(Parsed.under(section, "path")).hasSize(1);
        assertThat(Parsed.plain(section)).contains("<optimum>", "rewarded with 49", "worth −1");
    }

    @Test
    void anEpisodeIsAStripOfFramesThatStyleMovesAndNothingElse() {
        String html = html(sample(WorldFigures.EPISODE, FILM));
        Parsed page = Parsed.of(html);
        List<Element> films = page.elements().stream()
                .filter(element -> element.getAttribute("class").startsWith("film n"))
                .toList();

        assertThat(films).hasSize(1);
        assertThat(films.getFirst().getAttribute("class")).isEqualTo("film n5");
        assertThat(Parsed.under(films.getFirst(), "g")).hasSize(5);
        assertThat(html)
                .contains(".film.n5 { animation-duration: 2.25s; animation-timing-function: steps(5); }")
                .contains("@media (prefers-reduced-motion: reduce) { .film { animation: none !important; } }")
                .contains("1 right: return 49, worth -1 (mood=2)")
                .doesNotContain("<animate", "http:", "https:");
    }

    @Test
    void thePolicyOfThePageAllowsExactlyItsOwnStyle() {
        String html = html(sample(WorldFigures.EPISODE, FILM));
        String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));

        assertThat(html).contains("style-src &#39;sha256-" + Parsed.sha256(style) + "&#39;");
    }

    @Test
    void aPageWithoutWorldsHasNoFilmsInItsStyle() {
        assertThat(Report.html(SamplePages.quickstart())).doesNotContain("@keyframes");
    }

    @Test
    void whatCannotBeDrawnIsNamedInItsPlace() {
        String html = html(sample(WorldFigures.POLICY, "rubbish"), sample(WorldFigures.EPISODE, "start\n####\n"));

        assertThat(Parsed.of(html).elements()).isNotEmpty();
        assertThat(html).contains("No picture: policy line 1", "No picture: a film of an episode: frame 1");
    }
}
