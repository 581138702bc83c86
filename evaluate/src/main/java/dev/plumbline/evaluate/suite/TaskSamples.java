package dev.plumbline.evaluate.suite;

import dev.plumbline.core.Conversation;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.data.DataFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the samples of a task file: those that stand in it, and those of the data file that it names.
///
/// @param source how errors name the task file
/// @param needsTarget whether the scorer holds answers against a target
record TaskSamples(String source, boolean needsTarget) {
    private static final Set<String> SAMPLE = Set.of("id", "prompt", "target", "cluster", "minutes", "groups");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// The samples of a task file.
    ///
    /// @param files the text of a file that the task names, by its path as written there
    List<Sample<Known>> read(JsonNode file, Function<String, String> files) {
        List<Sample<Known>> samples = new ArrayList<>();
        if (file.has("file")) {
            String name = YamlFile.text(file, "file", source);
            String text = files.apply(name);
            if (file.has("fields")) {
                FieldNames fields = FieldNames.read(file.path("fields"), source + " fields");
                DataFile.parse(name, text)
                        .forEach(row -> samples.add(
                                sample(fields.sample(row), samples.size(), row.file() + " line " + row.line())));
            } else {
                lines(name, text, samples);
            }
        } else if (file.has("fields")) {
            throw YamlFile.bad(source, "has \"fields\" without a \"file\" whose fields they name");
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

    private void lines(String name, String text, List<Sample<Known>> samples) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                String place = name + " line " + number;
                samples.add(sample(json(line, place), samples.size(), place));
            }
        }
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
            if (name.startsWith(TaskFile.TARGET) || name.equals(TaskFile.MINUTES)) {
                throw YamlFile.bad(place, "cannot have a group \"" + name + "\"; give it another name");
            }
            known.put(name, YamlFile.text(groups, name, place + " groups"));
        }
        targets(node.path(TaskFile.TARGET), place, known);
        if (node.has(TaskFile.MINUTES)) {
            double minutes = YamlFile.number(node, TaskFile.MINUTES, 0, place);
            if (!(minutes > 0 && Double.isFinite(minutes))) {
                throw YamlFile.bad(place, "needs a person's time above 0 at \"minutes\", not " + minutes);
            }
            known.put(TaskFile.MINUTES, Double.toString(minutes));
        }
        return new Sample<>(
                id,
                Conversation.ask(YamlFile.text(node, "prompt", place)),
                new Known(known),
                node.path("cluster").asString(id));
    }

    /// One target, or several of which any is right.
    private void targets(JsonNode target, String place, Map<String, String> known) {
        List<JsonNode> all =
                target.isArray() ? target.valueStream().toList() : target.isMissingNode() ? List.of() : List.of(target);
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).isValueNode() || all.get(i).isNull()) {
                throw YamlFile.bad(place, "needs a text, or a list of texts, at \"target\"");
            }
            known.put(
                    i == 0 ? TaskFile.TARGET : TaskFile.TARGET + "." + i,
                    all.get(i).asString(""));
        }
        if (needsTarget && known.getOrDefault(TaskFile.TARGET, "").isBlank()) {
            throw YamlFile.bad(place, "has no \"target\", which the scorer holds the answer against; add one");
        }
        known.putIfAbsent(TaskFile.TARGET, "");
    }
}
