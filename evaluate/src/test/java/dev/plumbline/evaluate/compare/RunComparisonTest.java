package dev.plumbline.evaluate.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.Equivalence.Verdict;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.TaskResult;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunComparisonTest {
    private static final String HOSTILE = "<b>|`\u001b[31m\u0000 ]]> & [x](http://e)";

    /// A run in which sample i is right if `right` says so; the first half is of group `a`.
    private static StoredRun run(String name, int samples, IntPredicate right) {
        List<Outcome<Map<String, String>>> outcomes = IntStream.range(0, samples)
                .<Outcome<Map<String, String>>>mapToObj(i -> new Outcome.Answered<>(
                        new Sample<>(
                                "q" + i,
                                Conversation.ask("Question " + i + HOSTILE),
                                Map.of("group", i < samples / 2 ? "a" : "b")),
                        new Completion(right.test(i) ? "right" : HOSTILE, FinishReason.STOP, 0, 0),
                        Score.of("correct", right.test(i))))
                .toList();
        return new StoredRun(
                name,
                Map.of("seed", name, "suite", "facts"),
                List.of(new TaskResult<>("facts", "model-" + name, List.of(Measure.rate("correct")), outcomes)));
    }

    private static MeasureComparison only(RunComparison comparison) {
        assertThat(comparison.measures()).hasSize(1);
        return comparison.measures().getFirst();
    }

    @Nested
    class AComparison {
        @Test
        void readsCandidateMinusBaselineAndPairsByTheSamplesId() {
            RunComparison comparison = RunComparison.of(
                    run("old", 100, i -> i < 80), run("new", 100, i -> i < 50), ComparisonOptions.USUAL);

            MeasureComparison one = only(comparison);
            assertThat(one.difference().value()).isEqualTo(-0.3);
            assertThat(one.verdict()).isEqualTo(Verdict.LOWER);
            assertThat(one.discordantCount()).isEqualTo(30);
            assertThat(one.discordant()).hasSize(20).allSatisfy(sample -> {
                assertThat(sample.baselineValue()).isEqualTo(1);
                assertThat(sample.candidateValue()).isZero();
                assertThat(sample.baselineAnswer()).isEqualTo("right");
            });
            assertThat(comparison.setup()).containsExactly(new SetupChange("seed", "old", "new"));
        }

        @Test
        void callsEqualAnswersOfManySamplesTiedAndOfFewUndecided() {
            StoredRun many = run("many", 2000, i -> i % 2 == 0);
            StoredRun few = run("few", 12, i -> i % 2 == 0);

            assertThat(only(RunComparison.of(many, many, ComparisonOptions.USUAL))
                            .verdict())
                    .isEqualTo(Verdict.TIED);
            assertThat(only(RunComparison.of(few, run("other", 12, i -> i % 3 == 0), ComparisonOptions.USUAL))
                            .verdict())
                    .isEqualTo(Verdict.UNDECIDED);
        }

        @Test
        void saysHowManyPairsWouldShowTheMargin() {
            MeasureComparison one = only(RunComparison.of(
                    run("a", 200, i -> i % 2 == 0), run("b", 200, i -> i % 3 == 0), ComparisonOptions.USUAL));

            // Half of the pairs differ: variance about a half, (1.96 + 0.84)^2 / 0.03^2 times that.
            assertThat(one.needed().orElseThrow()).isBetween(3000, 5000);
        }

        @Test
        void looksIntoSubgroupsWithAdjustedP() {
            MeasureComparison one = only(RunComparison.of(
                    run("old", 100, i -> true), run("new", 100, i -> i >= 20), ComparisonOptions.USUAL));

            assertThat(one.subgroups())
                    .extracting(MeasureComparison.Subgroup::value)
                    .containsExactly("a", "b");
            assertThat(one.subgroups().get(0).difference().value()).isEqualTo(-0.4);
            assertThat(one.subgroups().get(1).difference().value()).isZero();
            assertThat(one.subgroups())
                    .allSatisfy(group -> assertThat(group.adjustedP()).isGreaterThanOrEqualTo(group.p()));
        }

        @Test
        void saysWhatCannotBeCompared() {
            StoredRun empty = new StoredRun("empty", Map.of(), List.of());

            assertThat(RunComparison.of(run("a", 20, i -> true), empty, ComparisonOptions.USUAL)
                            .notCompared())
                    .containsEntry("facts of model-a", "the candidate has no such task by that model");
        }

        @Test
        void countsWhatIsMissing() {
            StoredRun left = run("a", 20, i -> i % 2 == 0);
            List<Outcome<Map<String, String>>> outcomes =
                    new ArrayList<>(left.results().getFirst().outcomes());
            outcomes.set(
                    0,
                    new Outcome.Unanswered<>(
                            outcomes.get(0).sample(), new Score.Missing(MissingReason.TIMED_OUT, "slow")));
            StoredRun right = new StoredRun(
                    "b", Map.of(), List.of(new TaskResult<>("facts", "m", List.of(Measure.rate("correct")), outcomes)));

            assertThat(only(RunComparison.of(left, right, ComparisonOptions.USUAL))
                            .difference()
                            .missing())
                    .isEqualTo(Map.of("timed out on the left", 1));
        }
    }

    @Nested
    class AGate {
        private final StoredRun old = run("old", 300, i -> i % 10 != 0);
        private final StoredRun worse = run("new", 300, i -> i % 2 == 0);

        private ComparisonReport report(String gates) {
            return ComparisonReport.of(
                    List.of(old, worse), ComparisonOptions.USUAL, GateFile.parse("g.yaml", gates), "g.yaml");
        }

        @Test
        void holdsByTheIntervalsEndAndNotByItsMiddle() {
            assertThat(report("gates: [{measure: correct, above: 0.4}]").passed())
                    .isTrue();
            assertThat(report("gates: [{measure: correct, above: 0.49}]").passed())
                    .isFalse();
        }

        @Test
        void mayBeAboutTheDifference() {
            assertThat(report("gates: [{measure: correct, difference-above: -0.05}]")
                            .gates())
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.passed()).isFalse();
                        assertThat(one.detail()).startsWith("facts of model-new: -0.4");
                    });
        }

        @Test
        void thatNothingAnswersToFails() {
            assertThat(report("gates: [{measure: kindness, above: 0}]").gates())
                    .singleElement()
                    .satisfies(one -> assertThat(one.detail()).isEqualTo("nothing answers to this gate"));
        }

        @Test
        void holdsForOneRunAloneToo() {
            ComparisonReport report = ComparisonReport.of(
                    List.of(old),
                    ComparisonOptions.USUAL,
                    GateFile.parse("g.yaml", "gates: [{task: facts, measure: correct, above: 0.8}]"),
                    "g.yaml");

            assertThat(report.passed()).isTrue();
            assertThat(report.comparisons()).isEmpty();
        }

        @Test
        void thatIsMalformedSaysWhere() {
            assertThatThrownBy(() -> GateFile.parse("g.yaml", "gates: [{measure: x, over: 1}]"))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageStartingWith("g.yaml gate 1: there is no \"over\"");
            assertThatThrownBy(() -> GateFile.parse("g.yaml", "gates: [{measure: x}]"))
                    .hasMessageContaining("difference-above");
            assertThatThrownBy(() -> GateFile.parse("g.yaml", "gates: [")).hasMessageContaining("not YAML");
        }

        @Test
        void isAFailedTestInJUnitsXml() throws Exception {
            String xml =
                    JUnitReport.of(report("gates: [{measure: correct, above: 0.9}, {measure: correct, below: 0.99}]"));

            Document document = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)));
            assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(2);
            assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(1);
        }

        @Test
        void isAnErrorInSarif() {
            JsonNode sarif =
                    new JsonMapper().readTree(SarifReport.of(report("gates: [{measure: correct, above: 0.9}]")));

            assertThat(sarif.path("version").asString()).isEqualTo("2.1.0");
            JsonNode result = sarif.path("runs").path(0).path("results").path(0);
            assertThat(result.path("level").asString()).isEqualTo("error");
            assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri")
                            .asString())
                    .isEqualTo("g.yaml");
        }
    }

    @Nested
    class ASummary {
        @Test
        void isUnharmedByHostileAnswers() throws Exception {
            ComparisonReport report = ComparisonReport.of(
                    List.of(run("old", 40, i -> true), run("new", 40, i -> i > 20)),
                    ComparisonOptions.USUAL,
                    List.of(),
                    "");

            String markdown = MarkdownSummary.of(report);
            assertThat(markdown).doesNotContain("<b>").doesNotContain("\u001b").doesNotContain("\u0000");
            assertThat(markdown.lines().filter(line -> line.startsWith("| correct | q")))
                    .hasSize(20)
                    .allSatisfy(
                            line -> assertThat(line.replace("\\|", "").chars().filter(c -> c == '|'))
                                    .hasSize(6));
            String xml = JUnitReport.of(report);
            assertThat(DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(xml)))
                            .getElementsByTagName("testcase")
                            .getLength())
                    .isEqualTo(1);
        }

        @Test
        void putsEveryFigureIntoJson() {
            ComparisonReport report = ComparisonReport.of(
                    List.of(run("old", 40, i -> true), run("new", 40, i -> i > 20)),
                    ComparisonOptions.USUAL,
                    List.of(),
                    "");

            JsonNode json = new JsonMapper().readTree(new JsonMapper().writeValueAsString(ComparisonJson.of(report)));
            JsonNode measure = json.path("comparisons").path(0).path("measures").path(0);
            assertThat(measure.path("verdict").asString()).isEqualTo("lower");
            assertThat(measure.path("difference").path("n").intValue()).isEqualTo(40);
            assertThat(measure.path("discordant").size()).isEqualTo(20);
        }
    }
}
