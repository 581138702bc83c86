package dev.plumbline.evaluate.suite;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/// A YAML document as a tree: at most two million characters and 30 levels, no aliases, no repeated keys.
final class YamlFile {
    private static final int MAX_CHARACTERS = 2_000_000;
    private static final int MAX_DEPTH = 30;
    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final YAMLMapper MAPPER = new YAMLMapper(FACTORY);

    private YamlFile() {}

    /// @param source how errors name the text
    /// @throws PlumblineException BAD_DATA with line and column
    static JsonNode parse(String text, String source) {
        if (text.length() > MAX_CHARACTERS) {
            throw bad(source, "is longer than " + MAX_CHARACTERS + " characters; split it");
        }
        try {
            requireSimple(text, source);
            JsonNode tree = MAPPER.readTree(text);
            if (!tree.isObject()) {
                throw bad(source, "holds no mapping; begin with \"task: NAME\" or \"suite: NAME\"");
            }
            return tree;
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    source + (place == null ? "" : " line " + place.getLineNr() + ", column " + place.getColumnNr())
                            + ": is no YAML ("
                            + String.valueOf(e.getOriginalMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")
                            + "); mend it",
                    e);
        }
    }

    private static void requireSimple(String text, String source) {
        try (YAMLParser parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (parser.isCurrentAlias() || depth > MAX_DEPTH) {
                    throw bad(
                            source + " line " + parser.currentLocation().getLineNr(),
                            "has an alias, or is nested more than " + MAX_DEPTH + " levels deep; write it out flat");
                }
            }
        }
    }

    /// Refuses keys that nobody reads, so that a misspelt one is not lost.
    static void requireKeys(JsonNode node, String place, Set<String> allowed) {
        if (!node.isObject()) {
            throw bad(place, "must be a mapping of " + new TreeSet<>(allowed));
        }
        for (String key : node.propertyNames()) {
            if (!allowed.contains(key)) {
                throw bad(place, "has no \"" + key + "\"; it may have " + new TreeSet<>(allowed));
            }
        }
    }

    /// The text at a key.
    ///
    /// @throws PlumblineException BAD_DATA if there is none
    static String text(JsonNode node, String key, String place) {
        JsonNode value = node.path(key);
        if (!value.isValueNode() || value.isNull() || value.asString("").isBlank()) {
            throw bad(place, "needs a text at \"" + key + "\"");
        }
        return value.asString("");
    }

    /// The number at a key.
    ///
    /// @param usual where there is none
    /// @throws PlumblineException BAD_DATA if something else stands there
    static double number(JsonNode node, String key, double usual, String place) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !value.isNumber()) {
            throw bad(place, "needs a number at \"" + key + "\"");
        }
        return value.asDouble(usual);
    }

    /// The one key of a mapping.
    ///
    /// @throws PlumblineException BAD_DATA if it has none, several, or one that is not allowed
    static String onlyKey(JsonNode node, String place, Set<String> allowed) {
        requireKeys(node, place, allowed);
        if (node.size() != 1) {
            throw bad(place, "must be one of " + new TreeSet<>(allowed) + ", not " + node.size() + " of them");
        }
        return node.propertyNames().iterator().next();
    }

    /// The texts in a list.
    ///
    /// @throws PlumblineException BAD_DATA if there is none
    static List<String> texts(JsonNode node, String key, String place) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : node.path(key)) {
            texts.add(one.asString(""));
        }
        if (texts.isEmpty()) {
            throw bad(place, "needs a list of texts at \"" + key + "\"");
        }
        return texts;
    }

    /// What a part of the file gives; what is wrong with it is said with its place.
    static <T> T placed(String place, Supplier<T> part) {
        try {
            return part.get();
        } catch (PlumblineException e) {
            String what = String.valueOf(e.getMessage());
            throw what.startsWith(place) ? e : new PlumblineException(e.code(), place + ": " + what, e);
        }
    }

    static PlumblineException bad(String place, String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, place + ": " + what);
    }
}
