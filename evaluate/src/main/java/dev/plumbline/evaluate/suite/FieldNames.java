package dev.plumbline.evaluate.suite;

import dev.plumbline.evaluate.data.DataRow;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How the records of a public data file become samples: texts in which `{name}` stands for a field of the record.
///
/// @param texts by what they give of a sample
/// @param groups by the group's name
/// @param values what stands for a target in place of what the file says, such as `A` for `0`
record FieldNames(Map<String, String> texts, Map<String, String> groups, Map<String, String> values) {
    private static final Set<String> KEYS =
            Set.of("id", "prompt", "target", "cluster", "minutes", "groups", "target-values");
    private static final Pattern FIELD = Pattern.compile("\\{([^{}]+)}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static FieldNames read(JsonNode node, String place) {
        YamlFile.requireKeys(node, place, KEYS);
        YamlFile.text(node, "prompt", place);
        Map<String, String> texts = new TreeMap<>();
        for (String key : node.propertyNames()) {
            if (!key.equals("groups") && !key.equals("target-values")) {
                texts.put(key, YamlFile.text(node, key, place));
            }
        }
        return new FieldNames(texts, mapping(node, "groups", place), mapping(node, "target-values", place));
    }

    private static Map<String, String> mapping(JsonNode node, String key, String place) {
        JsonNode mapping = node.path(key);
        if (!mapping.isMissingNode() && !mapping.isObject()) {
            throw YamlFile.bad(place, "needs a mapping at \"" + key + "\"");
        }
        Map<String, String> entries = new TreeMap<>();
        for (String name : mapping.propertyNames()) {
            entries.put(name, YamlFile.text(mapping, name, place + " " + key));
        }
        return entries;
    }

    /// A record as a task file would write it as a sample.
    JsonNode sample(DataRow row) {
        ObjectNode sample = JSON.createObjectNode();
        texts.forEach((key, text) -> {
            String filled = filled(text, row);
            switch (key) {
                case "target" -> sample.put(key, value(filled.strip(), row));
                case "minutes" -> sample.put(key, number(filled, row));
                default -> sample.put(key, filled);
            }
        });
        ObjectNode grouped = sample.putObject("groups");
        groups.forEach((name, text) -> grouped.put(name, filled(text, row)));
        return sample;
    }

    private String value(String target, DataRow row) {
        if (values.isEmpty()) {
            return target;
        }
        String value = values.get(target);
        if (value == null) {
            throw row.bad("the target is \"" + target + "\"; target-values has " + values.keySet());
        }
        return value;
    }

    private static double number(String text, DataRow row) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw row.bad("minutes are \"" + text + "\"; they must be a number");
        }
    }

    /// What a record says is put in once, and never read as another field's name.
    private static String filled(String text, DataRow row) {
        return FIELD.matcher(text).replaceAll(found -> Matcher.quoteReplacement(row.text(found.group(1))));
    }
}
