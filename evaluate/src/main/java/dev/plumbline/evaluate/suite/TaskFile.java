package dev.plumbline.evaluate.suite;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Solver;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.model.Sampling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a task of a person's own from YAML: samples, a solver, a scorer. Errors name the file and the place in it.
public final class TaskFile {
    static final String TARGET = "target";
    /// What is known of a sample under this name is a person's time for it, in minutes.
    public static final String MINUTES = "minutes";

    /// Whether the model under test may be its own judge.
    private static final String ITSELF = "may-judge-itself";

    private static final Set<String> TOP =
            Set.of("task", "temperature", "max-tokens", "system", "solver", "scorer", "samples", "file", ITSELF);
    private static final Set<String> SAMPLE = Set.of("id", "prompt", "target", "cluster", "minutes", "groups");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String source;
    private final List<Judge> judges;
    private final CodeRuns code;
    private boolean needsTarget;

    private TaskFile(String source, List<Judge> judges, CodeRuns code) {
        this.source = source;
        this.judges = List.copyOf(judges);
        this.code = code;
    }

    /// The task that a YAML text describes.
    ///
    /// @param source how errors name the text
    /// @param files the text of a file that the task names, by its path as written there
    /// @param judges who judge, if the scorer asks for that; may be none
    /// @param code whether programs may run on what the model writes, if the solver or the scorer asks for that
    /// @throws PlumblineException BAD_DATA if the file is malformed; BAD_ARGUMENT if it needs a judge and there is
    /// none, or must run programs and may not, or this system cannot isolate them
    public static Task<Known> parse(
            String text, String source, Function<String, String> files, List<Judge> judges, CodeRuns code) {
        return new TaskFile(source, judges, code).task(YamlFile.parse(text, source), files);
    }

    /// Whether a YAML text is a task rather than a suite.
    public static boolean isTask(String text, String source) {
        return YamlFile.parse(text, source).has("task");
    }

    private Task<Known> task(JsonNode file, Function<String, String> files) {
        YamlFile.requireKeys(file, source, TOP);
        double temperature = YamlFile.number(file, "temperature", 0, source);
        int tokens = (int) YamlFile.number(file, "max-tokens", 256, source);
        Solver<Known> solver = new SolverReader(source, code).read(file.path("solver"));
        String system = file.path("system").asString("");
        needsTarget = ScorerReader.needsTarget(file.path("scorer"));
        ScorerReader.Graded graded =
                new ScorerReader(source, judges, file.path(ITSELF).asBoolean(false), code).read(file.path("scorer"));
        return new Task<>(
                YamlFile.text(file, "task", source),
                samples(file, files),
                temperature == 0 ? Sampling.greedy(tokens) : Sampling.at(temperature, tokens),
                graded.measures(),
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
        if (!list.isMissingNode() && !list.isArray()) {
            throw YamlFile.bad(source + " samples", "must be a list of {prompt: …, target: …}");
        }
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

    private Sample<Known> sample(JsonNode node, int index, String place) {
        YamlFile.requireKeys(node, place, SAMPLE);
        String id = node.path("id").asString("sample-" + index);
        Map<String, String> known = new HashMap<>();
        JsonNode groups = node.path("groups");
        if (!groups.isMissingNode() && !groups.isObject()) {
            throw YamlFile.bad(place, "needs a mapping of names to words at \"groups\"");
        }
        for (String name : groups.propertyNames()) {
            if (name.startsWith(TARGET) || name.equals(MINUTES)) {
                throw YamlFile.bad(place, "cannot have a group \"" + name + "\"; give it another name");
            }
            known.put(name, YamlFile.text(groups, name, place + " groups"));
        }
        targets(node.path(TARGET), place, known);
        if (node.has(MINUTES)) {
            double minutes = YamlFile.number(node, MINUTES, 0, place);
            if (!(minutes > 0 && Double.isFinite(minutes))) {
                throw YamlFile.bad(place, "needs a person's time above 0 at \"minutes\", not " + minutes);
            }
            known.put(MINUTES, Double.toString(minutes));
        }
        return new Sample<>(
                id,
                Conversation.ask(YamlFile.text(node, "prompt", place)),
                new Known(known),
                node.path("cluster").asString(id));
    }

    /// One target, or several of which any is right.
    private void targets(JsonNode target, String place, Map<String, String> known) {
        List<JsonNode> all = target.isArray()
                ? target.valueStream().toList()
                : target.isMissingNode() ? List.of() : List.of(target);
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).isValueNode() || all.get(i).isNull()) {
                throw YamlFile.bad(place, "needs a text, or a list of texts, at \"target\"");
            }
            known.put(i == 0 ? TARGET : TARGET + "." + i, all.get(i).asString(""));
        }
        if (needsTarget && known.getOrDefault(TARGET, "").isBlank()) {
            throw YamlFile.bad(place, "has no \"target\", which the scorer holds the answer against; add one");
        }
        known.putIfAbsent(TARGET, "");
    }
}
