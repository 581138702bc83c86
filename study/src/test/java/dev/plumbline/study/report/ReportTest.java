package dev.plumbline.study.report;

import static dev.plumbline.study.report.SamplePages.estimates;
import static dev.plumbline.study.report.SamplePages.named;
import static dev.plumbline.study.report.SamplePages.page;
import static dev.plumbline.study.report.SamplePages.rate;
import static dev.plumbline.study.report.SamplePages.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Provenance;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.report.ReportPage.Section;
import dev.plumbline.study.report.ReportPage.Stage;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class ReportTest {
    /// Every element that a report may hold.
    private static final Set<String> ELEMENTS = Set.of(
            ("html head meta title style body header nav main footer section script div span p a b i small h1 h2 h3 h4 ul ol li"
                            + " dl dt dd table caption thead tbody tfoot tr th td figure figcaption details summary pre code button"
                            + " svg path line circle rect text g")
                    .split(" "));

    private static ReportPage sample(String name) {
        return switch (name) {
            case "quickstart" -> SamplePages.quickstart();
            case "empty" -> SamplePages.empty();
            case "odd" -> OddPages.odd();
            case "many" -> OddPages.many();
            case "hostile" -> OddPages.hostile();
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Nested
    class EveryPage {
        @ParameterizedTest
        @ValueSource(strings = {"quickstart", "empty", "odd", "many", "hostile"})
        void isWellFormedAndTheSameEachTime(String name) {
            String html = Report.html(sample(name));

            assertThat(Parsed.of(html).elements()).isNotEmpty();
            assertThat(Report.html(sample(name))).isEqualTo(html);
        }

        @ParameterizedTest
        @ValueSource(strings = {"quickstart", "empty", "odd", "many", "hostile"})
        void holdsNothingThatLoadsRunsOrLeadsElsewhere(String name) {
            Parsed parsed = Parsed.of(Report.html(sample(name)));

            for (Element element : parsed.elements()) {
                assertThat(ELEMENTS).contains(element.getTagName());
                for (int i = 0; i < element.getAttributes().getLength(); i++) {
                    String attribute = element.getAttributes().item(i).getNodeName();
                    assertThat(attribute)
                            .doesNotStartWith("on")
                            .isNotIn("style", "src", "srcset", "action", "xlink:href");
                }
                if (element.hasAttribute("href")) {
                    assertThat(element.getAttribute("href")).startsWith("#");
                }
            }
            assertThat(parsed.all("script")).hasSize(1);
            assertThat(parsed.all("style")).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"quickstart", "empty", "odd", "many", "hostile"})
        void forbidsEverythingButItsOwnStyleAndScript(String name) {
            Parsed parsed = Parsed.of(Report.html(sample(name)));
            String policy = parsed.all("meta").stream()
                    .filter(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy"))
                    .map(meta -> meta.getAttribute("content"))
                    .findFirst()
                    .orElseThrow();

            assertThat(policy)
                    .startsWith("default-src 'none';")
                    .contains("style-src 'sha256-"
                            + Parsed.sha256(parsed.all("style").getFirst().getTextContent()) + "'")
                    .contains("script-src 'sha256-"
                            + Parsed.sha256(parsed.all("script").getFirst().getTextContent()) + "'")
                    .doesNotContain("unsafe", "http", "*");
        }

        @ParameterizedTest
        @ValueSource(strings = {"quickstart", "empty", "odd", "many", "hostile"})
        void leadsToEachPartOnceAndNamesEveryPicture(String name) {
            Parsed parsed = Parsed.of(Report.html(sample(name)));
            List<String> ids = parsed.elements().stream()
                    .map(e -> e.getAttribute("id"))
                    .filter(id -> !id.isEmpty())
                    .toList();

            assertThat(ids).doesNotHaveDuplicates();
            assertThat(parsed.all("a"))
                    .allSatisfy(
                            a -> assertThat(ids).contains(a.getAttribute("href").substring(1)));
            assertThat(parsed.all("section"))
                    .allSatisfy(s -> assertThat(ids).contains(s.getAttribute("aria-labelledby")));
            assertThat(parsed.all("svg"))
                    .allSatisfy(svg -> assertThat(Parsed.isNamedOrHidden(svg)).isTrue());
        }
    }

    @Nested
    class TheQuickstart {
        private final Parsed parsed = Parsed.of(Report.html(SamplePages.quickstart()));

        @Test
        void opensWithItsMainFindingAndTheIntervalOfIt() {
            assertThat(parsed.withClass("headline").getFirst().getTextContent())
                    .startsWith("The model aligned to flattered raters repeats");
            assertThat(Parsed.plain(parsed.withClass("verdict").getFirst()))
                    .contains(
                            "as expected",
                            "+43.0 pts [+36.2, +49.8]",
                            "95 % interval (paired t), p < .001, n = 400, 3 missing");
        }

        @Test
        void tellsItsPartsInOrder() {
            assertThat(parsed.all("section").stream().map(s -> s.getAttribute("id")))
                    .containsExactly(
                            "line",
                            "meaning",
                            "measurements",
                            "comparisons",
                            "trade-off",
                            "raters",
                            "rewards",
                            "curves",
                            "transcripts",
                            "limits",
                            "missing",
                            "provenance",
                            "check",
                            "glossary");
        }

        @Test
        void showsEveryStageWithItsTimeAndWhetherItWasCached() {
            List<Element> stages = Parsed.under(parsed.withClass("line").getFirst(), "li");

            assertThat(stages).hasSize(9);
            assertThat(Parsed.plain(stages.getFirst())).contains("base", "harbor", "0.2 s", "cached");
            assertThat(Parsed.plain(stages.getLast()))
                    .contains("audit", "21.7 s")
                    .doesNotContain("cached");
        }

        @Test
        void hasAPanelForEachMeasurementAndARowForEachModel() {
            Element panel = Parsed.under(parsed.byId("measurements"), "table").stream()
                    .filter(table -> table.getTextContent().contains("mistaken user"))
                    .findFirst()
                    .orElseThrow();
            List<Element> rows = Parsed.under(Parsed.under(panel, "tbody").getFirst(), "tr");

            assertThat(rows).hasSize(4);
            assertThat(Parsed.plain(rows.getFirst())).contains("base", "37.0 % [32.3, 41.7]", "n 400 · 3 missing");
            assertThat(Parsed.plain(rows.getLast())).contains("dpo-flattered", "59.0 %");
        }

        @Test
        void marksAPlantedRateAndWhetherTheIntervalHoldsIt() {
            Element section = parsed.byId("measurements");

            assertThat(Parsed.plain(section)).contains("planted 50.0 % (inside)", "planted 70.0 % (outside)");
            assertThat(Parsed.under(section, "line").stream()
                            .filter(line -> line.getAttribute("class").equals("expected")))
                    .hasSize(3);
        }

        @Test
        void givesAModelTheSameColourEverywhere() {
            Set<String> colours = new TreeSet<>();
            for (Element name : parsed.withClass("model")) {
                if (name.getTextContent().equals("dpo-flattered")) {
                    colours.add(Parsed.under(name, "path").getFirst().getAttribute("class"));
                }
            }
            assertThat(colours).containsExactly("m3");
        }

        @Test
        void fillsTheMarksOfClearDifferencesOnly() {
            Element rates = Parsed.under(parsed.byId("comparisons"), "table").getFirst();
            List<Element> rows = Parsed.under(Parsed.under(rates, "tbody").getFirst(), "tr");

            assertThat(rows.stream()
                            .map(row -> Parsed.under(row, "th").getFirst().getTextContent()))
                    .containsExactly(
                            "sycophancy",
                            "needless refusal",
                            "harmful compliance",
                            "sums",
                            "facts",
                            "honesty about the unknown");
            assertThat(rows.stream().map(row -> Parsed.classes(row).contains("hollow")))
                    .containsExactly(false, true, true, true, false, false);
        }

        @Test
        void setsCapabilityAgainstBehaviour() {
            List<Element> plots = parsed.withClass("trade-off");

            assertThat(plots).hasSize(3);
            assertThat(plots.getFirst().getAttribute("aria-label"))
                    .startsWith("facts against sycophancy.")
                    .contains("dpo-flattered");
        }

        @Test
        void showsRatersInASquareWithTheirSelfAgreementOnTheDiagonal() {
            Element square = parsed.withClass("matrix").getFirst();
            List<Element> cells = Parsed.under(square, "td").stream()
                    .filter(td -> td.getAttribute("class").startsWith("heat"))
                    .toList();

            assertThat(cells).hasSize(9);
            assertThat(Parsed.plain(cells.getFirst())).contains("84.2 %");
            assertThat(Parsed.plain(cells.get(1)))
                    .isEqualTo(Parsed.plain(cells.get(3)))
                    .contains("57.1 %", "12 missing");
            assertThat(cells.getLast().getTextContent()).isEqualTo("–");
        }

        @Test
        void drawsEveryCurveWithItsFirstAndLastValue() {
            List<Element> curves = parsed.withClass("line-plot");

            assertThat(curves).hasSize(12);
            assertThat(curves)
                    .allSatisfy(
                            curve -> assertThat(Parsed.under(curve, "circle")).hasSize(2));
            assertThat(curves.getFirst().getAttribute("aria-label"))
                    .matches("loss of sft: from 2\\.4\\d* at step 1 to 0\\.3\\d* at step 60");
        }

        @Test
        void startsItsTranscriptsWithTheDiscordantPairOfTheMainFinding() {
            List<Element> questions = parsed.withClass("question").stream()
                    .filter(e -> e.getTagName().equals("details"))
                    .toList();

            assertThat(questions).hasSize(Transcripts.QUESTIONS);
            assertThat(Parsed.plain(questions.getFirst()))
                    .startsWith("opinion i think")
                    .contains("differs in", "sycophancy", "captain tom");
            assertThat(questions.stream()
                            .limit(3)
                            .map(q -> Parsed.under(q, "span").getFirst().getTextContent()))
                    .containsExactly("opinion", "harmful", "unknown");
        }

        @Test
        void countsWhatIsMissingByReason() {
            assertThat(Parsed.plain(parsed.byId("missing"))).contains("44 in all: ", "unparsable", "too long");
        }

        @Test
        void endsWithTheCommandsAndTheNames() {
            assertThat(Parsed.plain(parsed.byId("check")))
                    .contains("./plumbline verify runs/", "./plumbline reproduce runs/");
            assertThat(Parsed.plain(parsed.byId("glossary")))
                    .contains("sycophancy How often a mistaken user's value is repeated.");
            assertThat(Parsed.plain(parsed.byId("provenance"))).contains("libtorch 2.10.0", "name: quickstart");
        }
    }

    @Nested
    class AHostilePage {
        private final String html = Report.html(OddPages.hostile());

        @Test
        void showsMarkupAsText() {
            assertThat(Parsed.of(html).byId("content").getTextContent())
                    .contains("</script></style><script>alert(1)</script><img src=\"http://evil.example/x\"");
            assertThat(html).doesNotContain("<img", "<script>alert", "onerror='", "\" onload=");
        }

        @Test
        void holdsNoControlCharacterAndNoOverride() {
            assertThat(html.codePoints().filter(c -> c < 0x20 && c != '\n' && c != '\t'))
                    .isEmpty();
            assertThat(html)
                    .doesNotContain("\u202e", "\u200b", "\ufeff", "\u001b")
                    .contains("␛[31mred", "⟨U+202E⟩", "⟨U+D800⟩");
        }

        @Test
        void staysSmallHoweverLongItsTexts() {
            assertThat(html).hasSizeLessThan(800_000).contains("more characters]");
        }
    }

    @Nested
    class AFinding {
        @Test
        void thatRepeatsAPlainEstimateIsNotShownAsADifference() {
            Estimate accuracy = rate(0.64, 900, 0);
            StageResult result = estimates(List.of(named("accuracy", "reward", accuracy, "")));
            Finding finding = new Finding("accuracy", "It orders 64 % of pairs rightly.", accuracy, 0.001, true);
            ReportPage page = new ReportPage(
                    "t",
                    "",
                    1,
                    List.of(finding),
                    List.of(stage("rm", "reward-model", result)),
                    List.of(),
                    List.of(),
                    "",
                    List.of());

            Parsed parsed = Parsed.of(Report.html(page));

            assertThat(Parsed.plain(parsed.withClass("verdict").getFirst()))
                    .contains("64.0 % [")
                    .doesNotContain("pts", "+");
            assertThat(Parsed.plain(parsed.byId("meaning"))).doesNotContain("zero");
        }

        @Test
        void ofAStageIsShownWhereThePageNamesNone() {
            Finding finding = new Finding("f", "It holds.", rate(0.2, 9, 0), 0.2, false);
            StageResult result =
                    new StageResult(List.of(), List.of(), List.of(finding), List.of(), List.of(), List.of());

            assertThat(Report.html(page(List.of(stage("s", "audit", result)))))
                    .contains("<p class=\"headline\">It holds.</p>");
        }

        @Test
        void thatIsMissingGivesWayToWhatWasMeasuredFirst() {
            StageResult result = estimates(List.of(
                    new NamedEstimate(
                            "needless refusal", "<b>m", rate(0.25, 40, 2), OptionalDouble.empty(), "A share."),
                    new NamedEstimate("words", "<b>m", rate(0.5, 40, 0), OptionalDouble.empty(), "A number.")));

            Parsed parsed = Parsed.of(Report.html(page(List.of(stage("eval", "eval", result)))));

            assertThat(Parsed.plain(parsed.withClass("headline").getFirst()))
                    .isEqualTo("For <b>m, “needless refusal” is 25.0 %.");
            assertThat(Parsed.plain(parsed.withClass("verdict").getFirst()))
                    .contains(
                            "25.0 % [",
                            "95 % interval", "n = 40", "2 missing", "A share.", "1 other measure stands below");
            assertThat(Parsed.plain(parsed.byId("meaning"))).contains("no finding was drawn");
        }

        @Test
        void thatIsMissingIsSaidToBe() {
            assertThat(Report.html(SamplePages.empty())).contains("No finding was drawn from this run.");
        }
    }

    @Test
    void aStageCannotTakeNegativeOrEndlessTime() {
        StageResult nothing = estimates(List.of());

        assertThatThrownBy(() -> new Stage("s", "sft", "", -1, false, nothing))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("stage s: seconds");
        assertThatThrownBy(() -> new Stage("s", "sft", "", Double.NaN, false, nothing))
                .isInstanceOf(PlumblineException.class);
    }

    @Test
    void aProvenanceRecordBecomesASectionWithAllItsFields() {
        Provenance provenance = new Provenance(
                "dpo",
                Map.of("model", "sha256:ab"),
                Map.of("beta", "0.1"),
                42,
                Map.of("java", "25"),
                Map.of("threads", "2"));

        assertThat(Section.of("dpo", provenance).entries().stream().map(e -> e.key() + "=" + e.value()))
                .containsExactly(
                        "maker=dpo",
                        "parent model=sha256:ab",
                        "seed=42",
                        "option beta=0.1",
                        "version java=25",
                        "machine threads=2");
    }
}
