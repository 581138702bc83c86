package dev.plumbline.evaluate.suite;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Scorer;
import dev.plumbline.evaluate.Solver;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.evaluate.score.JudgeScorer;
import dev.plumbline.evaluate.score.Reading;
import dev.plumbline.evaluate.score.Scorers;
import dev.plumbline.evaluate.solve.Solvers;
import dev.plumbline.model.Sampling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a task of a person's own from YAML: samples, a solver, a scorer. Errors name the file and the place in it.
public final class TaskFile {
    private static final Set<String> TOP =
            Set.of("task", "temperature", "max-tokens", "system", "solver", "scorer", "samples", "file");
    private static final Set<String> SAMPLE = Set.of("id", "prompt", "target", "cluster");
    private static final String TARGET = "target";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String source;
    private final Optional<Judge> judge;

    private TaskFile(String source, Optional<Judge> judge) {
        this.source = source;
        this.judge = judge;
    }

    /// The task that a YAML text describes.
    ///
    /// @param source how errors name the text
    /// @param files the text of a file that the task names, by its path as written there
    /// @param judge who judges, if the scorer asks for that
    /// @throws PlumblineException BAD_DATA if the file is malformed; BAD_ARGUMENT if it needs a judge and there is
    /// none
    public static Task<Known> parse(String text, String source, Function<String, String> files, Optional<Judge> judge) {
        return new TaskFile(source, judge).task(YamlFile.parse(text, source), files);
    }

    /// Whether a YAML text is a task rather than a suite.
    public static boolean isTask(String text, String source) {
        return YamlFile.parse(text, source).has("task");
    }

    private Task<Known> task(JsonNode file, Function<String, String> files) {
        YamlFile.requireKeys(file, source, TOP);
        double temperature = file.path("temperature").asDouble(0);
        int tokens = file.path("max-tokens").asInt(256);
        Solver<Known> solver = solver(file.path("solver"));
        String system = file.path("system").asString("");
        Graded graded = scorer(file.path("scorer"));
        return new Task<>(
                YamlFile.text(file, "task", source),
                samples(file, files),
                temperature == 0 ? Sampling.greedy(tokens) : Sampling.at(temperature, tokens),
                List.of(graded.measure()),
                graded.scorer(),
                system.isEmpty() ? solver : solver.told(system));
    }

    private List<Sample<Known>> samples(JsonNode file, Function<String, String> files) {
        List<Sample<Known>> samples = new ArrayList<>();
        if (file.has("file")) {
            String name = YamlFile.text(file, "file", source);
            int number = 0;
            for (String line : files.apply(name).lines().toList()) {
                number++;
                if (!line.isBlank()) {
                    samples.add(sample(json(line, name + " line " + number), samples.size(), name + " line " + number));
                }
            }
        }
        JsonNode list = file.path("samples");
        for (int i = 0; i < list.size(); i++) {
            samples.add(sample(list.path(i), samples.size(), source + " samples[" + i + "]"));
        }
        if (samples.isEmpty()) {
            throw YamlFile.bad(
                    source, "has no samples; write them under \"samples\", or name a \"file\" of JSON lines");
        }
        return samples;
    }

    private static JsonNode json(String line, String place) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw YamlFile.bad(place, "is no JSON; write {\"prompt\": …, \"target\": …}");
        }
    }

    private static Sample<Known> sample(JsonNode node, int index, String place) {
        YamlFile.requireKeys(node, place, SAMPLE);
        String id = node.path("id").asString("sample-" + index);
        Map<String, String> known = new HashMap<>();
        JsonNode target = node.path(TARGET);
        if (target.isArray()) {
            for (int i = 0; i < target.size(); i++) {
                known.put(i == 0 ? TARGET : TARGET + "." + i, target.path(i).asString(""));
            }
        } else {
            known.put(TARGET, target.asString(""));
        }
        return new Sample<>(
                id,
                Conversation.ask(YamlFile.text(node, "prompt", place)),
                new Known(known),
                node.path("cluster").asString(id));
    }

    private Solver<Known> solver(JsonNode node) {
        String place = source + " solver";
        if (node.isMissingNode() || node.isString()) {
            return switch (node.asString("plain")) {
                case "plain" -> Solver.plain();
                case "chain-of-thought" -> Solvers.chainOfThought();
                case "self-critique" -> Solvers.selfCritique();
                default ->
                    throw YamlFile.bad(
                            place,
                            "there is no solver \"" + node.asString("")
                                    + "\"; there are plain, chain-of-thought, self-critique, few-shot, majority, script,"
                                    + " likeliest");
            };
        }
        YamlFile.requireKeys(node, place, Set.of("few-shot", "majority", "script", "likeliest"));
        return switch (node.propertyNames().iterator().next()) {
            case "few-shot" -> Solvers.fewShot(examples(node.path("few-shot"), place));
            case "majority" ->
                Solvers.majority(
                        Solvers.chainOfThought(),
                        node.path("majority").asInt(0),
                        text -> Reading.finalAnswer(text).map(Reading::normal));
            case "script" -> Solvers.script(texts(node.path("script")));
            default -> {
                List<String> answers = texts(node.path("likeliest"));
                yield Solvers.likeliest(known -> answers);
            }
        };
    }

    private static List<Solvers.Example> examples(JsonNode node, String place) {
        List<Solvers.Example> examples = new ArrayList<>();
        for (JsonNode one : node) {
            YamlFile.requireKeys(one, place, Set.of("question", "answer"));
            examples.add(
                    new Solvers.Example(YamlFile.text(one, "question", place), YamlFile.text(one, "answer", place)));
        }
        return examples;
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : node) {
            texts.add(one.asString(""));
        }
        return texts;
    }

    private record Graded(Measure measure, Scorer<Known> scorer) {}

    private Graded scorer(JsonNode node) {
        String place = source + " scorer";
        Measure correct = Measure.rate("correct");
        if (node.isString()) {
            return switch (node.stringValue()) {
                case "exact" -> new Graded(correct, Scorers.exact("correct", TaskFile::accepted));
                case "includes" -> new Graded(correct, Scorers.includes("correct", TaskFile::accepted));
                case "choice" -> new Graded(correct, Scorers.choice("correct", 26, known -> known.get(TARGET)));
                case "numeric" -> new Graded(correct, Scorers.numeric("correct", 1e-9, known -> number(known)));
                case "f1" -> new Graded(Measure.bounded("f1", 0, 1), Scorers.f1("f1", TaskFile::accepted));
                case "refusal" -> new Graded(Measure.rate("refusal"), Scorers.refusal("refusal"));
                default ->
                    throw YamlFile.bad(
                            place,
                            "there is no scorer \"" + node.stringValue()
                                    + "\"; there are exact, includes, choice, numeric, f1, refusal, pattern, json-schema,"
                                    + " rubric, likert");
            };
        }
        YamlFile.requireKeys(node, place, Set.of("pattern", "json-schema", "rubric", "likert"));
        return switch (node.propertyNames().stream().findFirst().orElse("")) {
            case "pattern" ->
                new Graded(
                        correct,
                        Scorers.pattern("correct", YamlFile.text(node, "pattern", place), known -> known.get(TARGET)));
            case "json-schema" ->
                new Graded(
                        Measure.rate("valid"),
                        Scorers.jsonSchema("valid", node.path("json-schema").toString()));
            case "rubric" ->
                new Graded(
                        Measure.rate("rubric"),
                        JudgeScorer.rubric("rubric", YamlFile.text(node, "rubric", place), judge(place)));
            case "likert" ->
                new Graded(
                        Measure.bounded("grade", 1, 5),
                        JudgeScorer.likert("grade", YamlFile.text(node, "likert", place), 5, judge(place)));
            default -> throw YamlFile.bad(place, "names no scorer");
        };
    }

    private Judge judge(String place) {
        return judge.orElseThrow(() ->
                new PlumblineException(ErrorCode.BAD_ARGUMENT, place + ": asks for a judge; name one with --judge"));
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
                        ErrorCode.BAD_DATA, "target \"" + known.get(TARGET) + "\" is no number"));
    }
}
