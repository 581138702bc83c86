package dev.plumbline.study.internal;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.internal.Node.Entry;
import dev.plumbline.study.internal.Node.Look;
import dev.plumbline.study.internal.Node.Mapping;
import dev.plumbline.study.internal.Node.Scalar;
import dev.plumbline.study.internal.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads one YAML document into a tree of located nodes.
///
/// The text may be hostile: it is at most a million characters, 32 levels deep and 20,000 nodes large with every alias
/// written out; tags are never acted upon, a repeated key is an error, and so is a second document.
public final class YamlTree {
    static final int MAX_CHARACTERS = 1_000_000;
    static final int MAX_DEPTH = 32;
    static final int MAX_NODES = 20_000;

    private static final YAMLFactory YAML = YAMLFactory.builder().build();
    private static final Pattern MARK = Pattern.compile(" in reader, line (\\d+), column (\\d+):");

    private final String source;
    private final YAMLParser parser;
    private final Map<String, Node> anchored = new HashMap<>();
    private int nodes;

    private YamlTree(String source, YAMLParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /// The tree of a whole text.
    ///
    /// @param source how places in it are named, such as the file's path
    /// @throws PlumblineException BAD_STUDY with line and column if the text is empty, malformed or too large
    public static Node parse(String text, String source) {
        checkCharacters(text, source);
        try (YAMLParser parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), text)) {
            YamlTree tree = new YamlTree(source, parser);
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Place(source, 1, 1).error("the file is empty; a study has a title and a list of stages");
            }
            Node root = tree.node(first, 1);
            if (parser.nextToken() != null) {
                throw tree.here().error("a second document begins here; put each study into a file of its own");
            }
            return root;
        } catch (JacksonException e) {
            throw malformed(e, source);
        }
    }

    private Node node(JsonToken token, int depth) {
        if (depth > MAX_DEPTH) {
            throw here().error("nested more than " + MAX_DEPTH + " levels deep; no study needs that");
        }
        if (++nodes > MAX_NODES) {
            throw tooLarge();
        }
        if (parser.isCurrentAlias()) {
            return alias();
        }
        String anchor = parser.getObjectId();
        Node node = switch (token) {
            case START_OBJECT -> mapping(depth);
            case START_ARRAY -> sequence(depth);
            case VALUE_STRING -> scalar(Look.TEXT);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(Look.NUMBER);
            case VALUE_TRUE, VALUE_FALSE -> scalar(Look.BOOLEAN);
            case VALUE_NULL -> scalar(Look.NULL);
            case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE, PROPERTY_NAME, END_ARRAY, END_OBJECT ->
                throw here().error("binary data has no place in a study; write text");
        };
        if (anchor != null) {
            anchored.put(anchor, node);
        }
        return node;
    }

    /// What an alias stands for; its whole size counts, so that a few lines cannot unfold into billions.
    private Node alias() {
        String name = parser.getString();
        Node node = anchored.get(name);
        if (node == null) {
            throw here().error("alias *" + Nearest.shortened(name) + " stands for nothing; define &"
                    + Nearest.shortened(name) + " before this line");
        }
        nodes += node.size();
        if (nodes > MAX_NODES) {
            throw tooLarge();
        }
        return node;
    }

    private Scalar scalar(Look look) {
        return new Scalar(here(), parser.getString(), look);
    }

    private Sequence sequence(int depth) {
        Place place = here();
        List<Node> items = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            items.add(node(token, depth + 1));
        }
        return new Sequence(place, items);
    }

    private Mapping mapping(int depth) {
        Place place = here();
        Map<String, Entry> entries = new LinkedHashMap<>();
        while (next() != JsonToken.END_OBJECT) {
            Place at = here();
            String key = parser.currentName();
            Entry twin = entries.get(key);
            if (twin != null) {
                throw at.error("\"" + Nearest.shortened(key) + "\" is given a second time (first on line "
                        + twin.key().line() + "); keep one of them");
            }
            entries.put(key, new Entry(at, node(next(), depth + 1)));
        }
        return new Mapping(place, entries);
    }

    private JsonToken next() {
        @Nullable JsonToken token = parser.nextToken();
        if (token == null) {
            throw here().error("the file ends in the middle of a value; complete it");
        }
        return token;
    }

    private Place here() {
        return place(parser.currentTokenLocation());
    }

    private Place place(TokenStreamLocation location) {
        return new Place(source, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private PlumblineException tooLarge() {
        return here().error("the study has more than " + MAX_NODES + " values, aliases written out; make it smaller");
    }

    private static void checkCharacters(String text, String source) {
        if (text.length() > MAX_CHARACTERS) {
            throw new Place(source, 0, 0)
                    .error("more than " + MAX_CHARACTERS + " characters; a study is a short file, data goes elsewhere");
        }
        int line = 1;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line++;
                start = i + 1;
            } else if (Character.isISOControl(c) && c != '\t' && c != '\r' && c != '\u0085') {
                throw new Place(source, line, i - start + 1)
                        .error(String.format("control character U+%04X; a study is plain text, remove it", (int) c));
            }
        }
    }

    /// The parser's complaint on one line, at the place where it noticed.
    private static PlumblineException malformed(JacksonException e, String source) {
        String message = e.getOriginalMessage() == null ? "not YAML" : e.getOriginalMessage();
        Place place = e.getLocation() == null
                ? new Place(source, 0, 0)
                : new Place(
                        source,
                        Math.max(1, e.getLocation().getLineNr()),
                        Math.max(1, e.getLocation().getColumnNr()));
        Matcher mark = MARK.matcher(message);
        while (mark.find()) {
            place = new Place(source, Integer.parseInt(mark.group(1)), Integer.parseInt(mark.group(2)));
        }
        String problem = message.lines()
                .filter(line -> !line.startsWith(" ") && !line.isBlank())
                .collect(Collectors.joining(", "));
        return place.error("malformed YAML: " + Nearest.shortened(problem, 200)
                + "; check indentation, colons, brackets and quotes here and just above");
    }
}
