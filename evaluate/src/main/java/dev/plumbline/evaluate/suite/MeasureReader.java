package dev.plumbline.evaluate.suite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads the measures and figures of a suite: how they come out of the replies.
final class MeasureReader {
    private static final Set<String> TESTS = Set.of(
            "answers",
            "answers-not",
            "chooses",
            "chooses-not",
            "says",
            "lacks",
            "declines",
            "calls",
            "calls-not",
            "confidence-at-least",
            "number-at-least",
            "entropy-at-least",
            "same-as",
            "differs-from");
    private static final List<String> VALUES = List.of("all", "any", "entropy", "words");
    private static final List<String> FIGURES = List.of("product", "gap", "auroc", "pluralism");

    private MeasureReader() {}

    static Rule rule(JsonNode node, String place) {
        Set<String> allowed = new HashSet<>(VALUES);
        allowed.addAll(Set.of("name", "doc", "when"));
        YamlFile.requireKeys(node, place, allowed);
        String kind = one(node, VALUES, place);
        return new Rule(
                YamlFile.text(node, "name", place),
                YamlFile.text(node, "doc", place),
                conditions(node.path("when"), place + " when"),
                value(kind, node.path(kind), place + " " + kind));
    }

    private static Value value(String kind, JsonNode node, String place) {
        return switch (kind) {
            case "entropy" -> new Value.Entropy(several(node, place));
            case "words" -> new Value.Words(node.asString(""));
            default -> {
                List<Condition> conditions = conditions(node, place);
                if (conditions.isEmpty()) {
                    throw YamlFile.bad(place, "counts nothing; list what must hold of the replies");
                }
                yield new Value.Counts(conditions, kind.equals("any"));
            }
        };
    }

    private static String one(JsonNode node, List<String> kinds, String place) {
        List<String> found = kinds.stream().filter(node::has).toList();
        if (found.size() != 1) {
            throw YamlFile.bad(place, "needs one of " + String.join(", ", kinds) + ", not " + found);
        }
        return found.getFirst();
    }

    private static List<String> several(JsonNode node, String place) {
        List<String> texts = SuiteFile.texts(node);
        if (texts.size() < 2) {
            throw YamlFile.bad(place, "needs two exchanges or more");
        }
        return texts;
    }

    private static List<Condition> conditions(JsonNode nodes, String place) {
        List<Condition> list = new ArrayList<>();
        for (JsonNode node : nodes) {
            list.add(condition(node, place));
        }
        return list;
    }

    private static Condition condition(JsonNode node, String place) {
        Set<String> allowed = new HashSet<>(TESTS);
        allowed.addAll(Set.of("reply", "turn", "of"));
        YamlFile.requireKeys(node, place, allowed);
        List<String> tests =
                node.propertyNames().stream().filter(TESTS::contains).toList();
        if (tests.size() != 1) {
            throw YamlFile.bad(place, "a condition asks one thing of a reply, not " + tests);
        }
        return new Condition(
                YamlFile.text(node, "reply", place), node.path("turn").asInt(0), test(tests.getFirst(), node, place));
    }

    private static Condition.Test test(String kind, JsonNode node, String place) {
        JsonNode value = node.path(kind);
        return switch (kind) {
            case "answers", "answers-not" ->
                new Condition.Test.Answers(new Template(value.asString("")), kind.endsWith("not"));
            case "chooses", "chooses-not" ->
                new Condition.Test.Chooses(new Template(value.asString("")), kind.endsWith("not"));
            case "says", "lacks" ->
                new Condition.Test.Says(
                        SuiteFile.texts(value).stream().map(Template::new).toList(), kind.equals("lacks"));
            case "declines" -> new Condition.Test.Declines(!value.asBoolean(true));
            case "calls", "calls-not" -> new Condition.Test.Calls(SuiteFile.texts(value), kind.endsWith("not"));
            case "confidence-at-least" -> new Condition.Test.Confident(value.asDouble(1));
            case "number-at-least" -> new Condition.Test.AtLeast(value.asDouble(0));
            case "entropy-at-least" -> new Condition.Test.Scatters(several(node.path("of"), place), value.asDouble(0));
            case "same-as", "differs-from" ->
                new Condition.Test.SameAs(value.asString(""), kind.equals("differs-from"));
            default -> throw YamlFile.bad(place, "there is no test \"" + kind + "\"");
        };
    }

    /// A figure of the whole suite.
    ///
    /// @param measures those that there are
    static Derived figure(JsonNode node, String place, Set<String> measures) {
        Set<String> allowed = new HashSet<>(FIGURES);
        allowed.addAll(Set.of("name", "doc", "of", "expected", "by"));
        YamlFile.requireKeys(node, place, allowed);
        String name = YamlFile.text(node, "name", place);
        String doc = YamlFile.text(node, "doc", place);
        String kind = one(node, FIGURES, place);
        List<String> of = SuiteFile.texts(node.path(kind));
        of.forEach(measure -> requireMeasure(measure, measures, place));
        if (kind.equals("pluralism")) {
            return new Pluralism(
                    name, doc, of, SuiteFile.texts(node.path("expected")), YamlFile.text(node, "by", place));
        }
        if (kind.equals("auroc")) {
            String fact = YamlFile.text(node, "of", place);
            requireMeasure(fact, measures, place);
            return new Derived.Ranks(name, doc, of.getFirst(), fact);
        }
        if (of.size() != 2) {
            throw YamlFile.bad(place, kind + " needs two measures");
        }
        return kind.equals("product")
                ? new Derived.Product(name, doc, of.get(0), of.get(1))
                : new Derived.Gap(name, doc, of.get(0), of.get(1));
    }

    private static void requireMeasure(String name, Set<String> measures, String place) {
        if (!measures.contains(name)) {
            throw YamlFile.bad(place, "there is no measure \"" + name + "\"; there are " + measures);
        }
    }
}
