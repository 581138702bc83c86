package dev.plumbline.evaluate.suite;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Scorer;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.evaluate.sandbox.Sandbox;
import dev.plumbline.evaluate.sandbox.SandboxLimits;
import dev.plumbline.evaluate.score.CodeTests;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.evaluate.score.JudgeScorer;
import dev.plumbline.evaluate.score.PairwiseJudge;
import dev.plumbline.evaluate.score.Reading;
import dev.plumbline.evaluate.score.Scorers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads the scorer of a task file.
///
/// @param source how errors name the file
/// @param judges who judge, if a scorer asks for that
/// @param mayJudgeItself whether one of them may be the model under test
/// @param code whether a scorer may run what the model wrote
record ScorerReader(String source, List<Judge> judges, boolean mayJudgeItself, CodeRuns code) {
    private static final String CORRECT = "correct";
    private static final String TARGET = TaskFile.TARGET;

    /// Those that look at nothing but the answer.
    private static final Set<String> WITHOUT_TARGET = Set.of("refusal", "json-schema", "rubric", "likert");

    /// A scorer and what it gives.
    record Graded(List<Measure> measures, Scorer<Known> scorer) {
        Graded(Measure measure, Scorer<Known> scorer) {
            this(List.of(measure), scorer);
        }
    }

    /// Whether the scorer that a file names holds answers against a target.
    static boolean needsTarget(JsonNode node) {
        return node.isString()
                ? !WITHOUT_TARGET.contains(node.stringValue())
                : node.propertyNames().stream().noneMatch(WITHOUT_TARGET::contains);
    }

    Graded read(JsonNode node) {
        return YamlFile.placed(place(), () -> graded(node));
    }

    private Graded graded(JsonNode node) {
        Measure correct = Measure.rate(CORRECT);
        if (node.isString()) {
            return switch (node.stringValue()) {
                case "exact" -> new Graded(correct, Scorers.exact(CORRECT, ScorerReader::accepted));
                case "includes" -> new Graded(correct, Scorers.includes(CORRECT, ScorerReader::accepted));
                case "choice" -> new Graded(correct, Scorers.choice(CORRECT, 26, known -> known.get(TARGET)));
                case "numeric" -> new Graded(correct, Scorers.numeric(CORRECT, 1e-9, ScorerReader::number));
                case "f1" -> new Graded(Measure.bounded("f1", 0, 1), Scorers.f1("f1", ScorerReader::accepted));
                case "refusal" -> new Graded(Measure.rate("refusal"), Scorers.refusal("refusal"));
                default ->
                    throw YamlFile.bad(
                            place(),
                            "there is no scorer \"" + node.stringValue()
                                    + "\"; there are exact, includes, choice, numeric, f1, refusal, pattern, json-schema,"
                                    + " rubric, likert, pairwise, code-tests");
            };
        }
        return switch (YamlFile.onlyKey(
                node, place(), Set.of("pattern", "json-schema", "rubric", "likert", "pairwise", "code-tests"))) {
            case "pattern" ->
                new Graded(
                        correct,
                        Scorers.pattern(CORRECT, YamlFile.text(node, "pattern", place()), known -> known.get(TARGET)));
            case "json-schema" ->
                new Graded(
                        Measure.rate("valid"),
                        Scorers.jsonSchema("valid", node.path("json-schema").toString()));
            case "rubric" ->
                new Graded(
                        Measure.rate("rubric"),
                        judged(JudgeScorer.rubric(
                                "rubric", YamlFile.text(node, "rubric", place()), asked().getFirst())));
            case "likert" ->
                new Graded(
                        Measure.bounded("grade", 1, 5),
                        judged(JudgeScorer.likert(
                                "grade", YamlFile.text(node, "likert", place()), 5, asked().getFirst())));
            case "pairwise" -> pairwise(YamlFile.text(node, "pairwise", place()));
            default -> codeTests(node.path("code-tests"), place() + " code-tests");
        };
    }

    private String place() {
        return source + " scorer";
    }

    private Graded codeTests(JsonNode node, String place) {
        YamlFile.requireKeys(node, place, Set.of("file", "tests", "run", "seconds", "megabytes"));
        double seconds = YamlFile.number(node, "seconds", 10, place);
        SandboxLimits limits = new SandboxLimits(
                Duration.ofMillis(Math.round(1000 * seconds)),
                (int) YamlFile.number(node, "megabytes", SandboxLimits.USUAL.megabytes(), place),
                SandboxLimits.USUAL.maxOutput());
        Sandbox sandbox = YamlFile.placed(place, () -> Sandbox.of(code, limits));
        return new Graded(
                Measure.rate("passed"),
                new CodeTests<>(
                        "passed",
                        sandbox,
                        YamlFile.text(node, "file", place),
                        YamlFile.text(node, "tests", place),
                        YamlFile.texts(node, "run", place),
                        known -> known.get(TARGET)));
    }

    private Graded pairwise(String criterion) {
        if (asked().size() > 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, place() + ": pairwise takes one judge; name one alone with --judge");
        }
        return new Graded(
                List.of(Measure.bounded("wins", 0, 1), Measure.rate(PairwiseJudge.INCONSISTENT)),
                new PairwiseJudge<>("wins", criterion, known -> known.get(TARGET), asked().getFirst(), mayJudgeItself));
    }

    private JudgeScorer<Known> judged(JudgeScorer<Known> scorer) {
        JudgeScorer<Known> all = scorer.askedOf(asked());
        return mayJudgeItself ? all.allowingItself() : all;
    }

    private List<Judge> asked() {
        if (judges.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, place() + ": asks for a judge; name one with --judge URL#MODEL");
        }
        return judges;
    }

    private static List<String> accepted(Known known) {
        return known.fields().entrySet().stream()
                .filter(field -> field.getKey().startsWith(TARGET))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static Double number(Known known) {
        return Reading.number(known.get(TARGET))
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "target \"" + known.get(TARGET) + "\" is no number; the scorer numeric needs one"));
    }
}
