package dev.plumbline.evaluate.suite;

import dev.plumbline.core.Role;
import dev.plumbline.model.Sampling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Reads a suite from YAML. Errors name the file and the place in it.
public final class SuiteFile {
    private static final Set<String> TOP = Set.of(
            "suite",
            "title",
            "card",
            "samples",
            "temperature",
            "max-tokens",
            "cluster",
            "slots",
            "exchanges",
            "measures",
            "figures",
            "by",
            "planted");
    private final String source;
    private final Function<String, String> banks;

    private SuiteFile(String source, Function<String, String> banks) {
        this.source = source;
        this.banks = banks;
    }

    /// The suite that a YAML text describes.
    ///
    /// @param source how errors name the text
    /// @param banks the YAML of a table of rows that the file names under `bank`
    /// @throws dev.plumbline.core.PlumblineException BAD_DATA if the file is malformed
    public static Suite parse(String text, String source, Function<String, String> banks) {
        return new SuiteFile(source, banks).suite(YamlFile.parse(text, source), text);
    }

    private Suite suite(JsonNode file, String text) {
        YamlFile.requireKeys(file, source, TOP);
        String name = YamlFile.text(file, "suite", source);
        if (!name.matches("[a-z][a-z0-9-]{1,60}")) {
            throw YamlFile.bad(
                    source, "a suite's name has lower-case letters, digits and dashes, not \"" + name + "\"");
        }
        double temperature = file.path("temperature").asDouble(0);
        int tokens = file.path("max-tokens").asInt(300);
        List<Script> scripts = list(file, "exchanges", this::script);
        List<Rule> rules = list(file, "measures", MeasureReader::rule);
        Set<String> names = new TreeSet<>(rules.stream().map(Rule::name).toList());
        List<Derived> figures = file.has("figures")
                ? list(file, "figures", (node, place) -> MeasureReader.figure(node, place, names))
                : List.of();
        return new Suite(
                name,
                YamlFile.text(file, "title", source),
                card(file.path("card")),
                file.path("samples").asInt(200),
                temperature == 0 ? Sampling.greedy(tokens) : Sampling.at(temperature, tokens),
                file.path("cluster").asString(""),
                list(file, "slots", this::slot),
                scripts,
                new Suite.Reading(rules, figures, file.path("by").asString("")),
                planted(file.path("planted"), rules.getFirst().name()),
                text);
    }

    private <T> List<T> list(JsonNode node, String key, java.util.function.BiFunction<JsonNode, String, T> read) {
        JsonNode items = node.path(key);
        if (!items.isArray() || items.isEmpty()) {
            throw YamlFile.bad(source, "needs a list at \"" + key + "\"");
        }
        List<T> list = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            list.add(read.apply(items.path(i), source + " " + key + "[" + i + "]"));
        }
        return list;
    }

    private Card card(JsonNode node) {
        String place = source + " card";
        YamlFile.requireKeys(node, place, Set.of("measures", "limits", "chance", "confounds", "source"));
        return new Card(
                YamlFile.text(node, "measures", place),
                YamlFile.text(node, "limits", place),
                YamlFile.text(node, "chance", place),
                YamlFile.text(node, "confounds", place),
                YamlFile.text(node, "source", place));
    }

    private Slot slot(JsonNode node, String place) {
        if (node.has("rows") || node.has("bank")) {
            YamlFile.requireKeys(node, place, Set.of("rows", "bank"));
            JsonNode rows = node.has("rows")
                    ? node.path("rows")
                    : YamlFile.parse(banks.apply(node.path("bank").asString("")), place)
                            .path("rows");
            return new Slot.Rows(rows(rows, place));
        }
        if (node.has("choice")) {
            YamlFile.requireKeys(node, place, Set.of("choice", "of", "other-than"));
            return new Slot.Choice(
                    node.path("choice").asString(""), texts(node.path("of")), texts(node.path("other-than")));
        }
        if (node.has("number")) {
            YamlFile.requireKeys(node, place, Set.of("number", "from", "to"));
            return new Slot.Number(
                    node.path("number").asString(""),
                    node.path("from").asInt(0),
                    node.path("to").asInt(0));
        }
        if (node.has("sum")) {
            YamlFile.requireKeys(node, place, Set.of("sum", "of", "plus"));
            return new Slot.Sum(
                    node.path("sum").asString(""),
                    texts(node.path("of")),
                    node.path("plus").asLong(0));
        }
        if (node.has("text")) {
            YamlFile.requireKeys(node, place, Set.of("text", "of"));
            return new Slot.Text(node.path("text").asString(""), new Template(YamlFile.text(node, "of", place)));
        }
        YamlFile.requireKeys(node, place, Set.of("options", "of"));
        return new Slot.Options(YamlFile.text(node, "options", place), texts(node.path("of")));
    }

    private static List<Map<String, String>> rows(JsonNode rows, String place) {
        List<Map<String, String>> list = new ArrayList<>();
        for (JsonNode row : rows) {
            Map<String, String> fields = new LinkedHashMap<>();
            row.properties()
                    .forEach(
                            field -> fields.put(field.getKey(), field.getValue().asString("")));
            list.add(fields);
        }
        if (list.isEmpty()) {
            throw YamlFile.bad(place, "has no rows");
        }
        return list;
    }

    /// A text, or the texts of a list.
    static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isValueNode() && !node.isMissingNode() && !node.isNull()) {
            texts.add(node.asString(""));
        }
        for (JsonNode one : node) {
            texts.add(one.asString(""));
        }
        return texts;
    }

    private Script script(JsonNode node, String place) {
        YamlFile.requireKeys(node, place, Set.of("label", "lines", "tools", "turns"));
        List<Script.Line> lines = new ArrayList<>();
        for (JsonNode line : node.path("lines")) {
            if (line.isObject()) {
                YamlFile.requireKeys(line, place, Set.of("system", "user", "assistant"));
                String role = line.propertyNames().iterator().next();
                lines.add(new Script.Line(Role.of(role), new Template(YamlFile.text(line, role, place))));
            } else {
                lines.add(new Script.Line(Role.USER, new Template(line.asString(""))));
            }
        }
        List<Script.MockTool> tools = node.has("tools") ? list(node, "tools", SuiteFile::tool) : List.of();
        return new Script(
                YamlFile.text(node, "label", place),
                lines,
                tools,
                node.path("turns").asInt(8));
    }

    private static Script.MockTool tool(JsonNode node, String place) {
        YamlFile.requireKeys(node, place, Set.of("name", "use", "result"));
        String name = YamlFile.text(node, "name", place);
        if (!name.matches("[A-Za-z0-9_]{1,60}")) {
            throw YamlFile.bad(place, "a tool's name has letters, digits and underscores, not \"" + name + "\"");
        }
        return new Script.MockTool(
                name, YamlFile.text(node, "use", place), new Template(YamlFile.text(node, "result", place)));
    }

    private Suite.Planted planted(JsonNode node, String first) {
        String place = source + " planted";
        YamlFile.requireKeys(node, place, Set.of("measure", "fails", "holds"));
        return new Suite.Planted(
                node.path("measure").asString(first),
                replies(node.path("fails"), place),
                replies(node.path("holds"), place));
    }

    private static List<Map<String, List<Template>>> replies(JsonNode node, String place) {
        List<Map<String, List<Template>>> alternatives = new ArrayList<>();
        for (JsonNode alternative : node) {
            Map<String, List<Template>> replies = new LinkedHashMap<>();
            alternative
                    .properties()
                    .forEach(entry -> replies.put(
                            entry.getKey(),
                            texts(entry.getValue()).stream().map(Template::new).toList()));
            alternatives.add(replies);
        }
        if (alternatives.isEmpty()) {
            throw YamlFile.bad(place, "needs replies of a model that fails and of one that does not");
        }
        return alternatives;
    }
}
