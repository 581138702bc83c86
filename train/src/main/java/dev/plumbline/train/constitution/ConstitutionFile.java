package dev.plumbline.train.constitution;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads a constitution from YAML: `title`, `version`, `principles` (each with `id`, `text`, `weight`, `source`) and,
/// if the plain English ones will not do, `prompts`.
///
/// The file may be hostile: it is at most [#LIMIT] bytes, has at most [#MOST] principles, and neither tags nor aliases
/// are acted upon. Every error says file, line and column.
public final class ConstitutionFile {
    /// Largest file, in bytes.
    public static final int LIMIT = 1_000_000;

    /// Most principles.
    public static final int MOST = 1_000;

    private static final List<String> TOP = List.of("title", "version", "principles", "prompts");
    private static final List<String> OF_PRINCIPLE = List.of("id", "text", "weight", "source");
    private static final List<String> OF_PROMPTS =
            List.of("critique", "revision", "faulty", "sound", "comparison", "first", "second");
    private static final YAMLFactory YAML = YAMLFactory.builder().build();

    private final String source;
    private final YAMLParser parser;

    private ConstitutionFile(String source, YAMLParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /// The constitution of a file.
    ///
    /// @throws PlumblineException MISSING_FILE, or BAD_DATA with line and column
    public static Constitution read(Path file) {
        try {
            if (Files.size(file) > LIMIT) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA, file + ": more than " + LIMIT + " bytes; a constitution is a short file");
            }
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, file + ": cannot be read as UTF-8 text (" + e.getMessage() + ")", e);
        }
    }

    /// The constitution of a text.
    ///
    /// @param source how places in the text are named
    /// @throws PlumblineException BAD_DATA with line and column
    public static Constitution parse(String text, String source) {
        try (YAMLParser parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), text)) {
            return new ConstitutionFile(source, parser).document();
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String place = at == null ? source : source + " " + at.getLineNr() + ":" + at.getColumnNr();
            String problem =
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("not YAML");
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    place + ": malformed YAML: " + problem + "; check indentation, colons and quotes just above",
                    e);
        }
    }

    private Constitution document() {
        @Nullable JsonToken first = parser.nextToken();
        if (first == null) {
            throw bad(source, "the file is empty; a constitution has title, version and principles");
        }
        String start = here();
        if (first != JsonToken.START_OBJECT) {
            throw bad(start, "a constitution is a mapping with the keys " + TOP);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        List<Principle> principles = new ArrayList<>();
        Prompts prompts = Prompts.ENGLISH;
        List<String> seen = new ArrayList<>();
        for (String key = key(TOP, seen); !key.isEmpty(); key = key(TOP, seen)) {
            switch (key) {
                case "principles" -> principles = principles();
                case "prompts" -> prompts = prompts();
                default -> texts.put(key, text(key));
            }
        }
        if (parser.nextToken() != null) {
            throw bad(here(), "a second document begins here; put each constitution into a file of its own");
        }
        require(TOP.subList(0, 3), seen, start, "the constitution");
        try {
            return new Constitution(
                    texts.getOrDefault("title", ""), texts.getOrDefault("version", ""), principles, prompts);
        } catch (PlumblineException e) {
            throw bad(start, String.valueOf(e.getMessage()));
        }
    }

    private List<Principle> principles() {
        if (next() != JsonToken.START_ARRAY) {
            throw bad(here(), "principles is a list; begin each with \"- id:\"");
        }
        List<Principle> principles = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            String start = here();
            if (token != JsonToken.START_OBJECT) {
                throw bad(start, "a principle is a mapping with the keys " + OF_PRINCIPLE);
            }
            if (principles.size() == MOST) {
                throw bad(start, "more than " + MOST + " principles; nobody can hold to so many");
            }
            principles.add(principle(start));
        }
        return principles;
    }

    private Principle principle(String start) {
        Map<String, String> texts = new LinkedHashMap<>();
        List<String> seen = new ArrayList<>();
        double weight = 1;
        for (String key = key(OF_PRINCIPLE, seen); !key.isEmpty(); key = key(OF_PRINCIPLE, seen)) {
            if (key.equals("weight")) {
                weight = number();
            } else {
                texts.put(key, text(key));
            }
        }
        require(List.of("id", "text", "source"), seen, start, "this principle");
        try {
            return new Principle(
                    texts.getOrDefault("id", ""),
                    texts.getOrDefault("text", ""),
                    weight,
                    texts.getOrDefault("source", ""));
        } catch (PlumblineException e) {
            throw bad(start, String.valueOf(e.getMessage()));
        }
    }

    private Prompts prompts() {
        String start = here();
        if (next() != JsonToken.START_OBJECT) {
            throw bad(here(), "prompts is a mapping with the keys " + OF_PROMPTS);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        List<String> seen = new ArrayList<>();
        for (String key = key(OF_PROMPTS, seen); !key.isEmpty(); key = key(OF_PROMPTS, seen)) {
            texts.put(key, text(key));
        }
        Prompts english = Prompts.ENGLISH;
        try {
            return new Prompts(
                    texts.getOrDefault("critique", english.critique()),
                    texts.getOrDefault("revision", english.revision()),
                    texts.getOrDefault("faulty", english.faulty()),
                    texts.getOrDefault("sound", english.sound()),
                    texts.getOrDefault("comparison", english.comparison()),
                    texts.getOrDefault("first", english.first()),
                    texts.getOrDefault("second", english.second()));
        } catch (PlumblineException e) {
            throw bad(start, String.valueOf(e.getMessage()));
        }
    }

    /// The next key of a mapping, its value not yet read; the empty string at the mapping's end.
    private String key(List<String> valid, List<String> seen) {
        if (next() == JsonToken.END_OBJECT) {
            return "";
        }
        String key = parser.currentName();
        if (!valid.contains(key)) {
            throw bad(here(), "\"" + shortened(key) + "\" is no key here; " + NearestName.hint(key, valid));
        }
        if (seen.contains(key)) {
            throw bad(here(), "\"" + key + "\" is given a second time; keep one of them");
        }
        seen.add(key);
        return key;
    }

    private String text(String key) {
        JsonToken token = next();
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL || parser.isCurrentAlias()) {
            throw bad(here(), key + " must be a text");
        }
        return parser.getString().strip();
    }

    private double number() {
        JsonToken token = next();
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw bad(here(), "weight must be a number above 0");
        }
        return parser.getDoubleValue();
    }

    private void require(List<String> keys, List<String> seen, String place, String what) {
        for (String key : keys) {
            if (!seen.contains(key)) {
                throw bad(place, what + " has no " + key + "; add it (found: " + String.join(", ", seen) + ")");
            }
        }
    }

    private JsonToken next() {
        @Nullable JsonToken token = parser.nextToken();
        if (token == null) {
            throw bad(here(), "the file ends in the middle of a value; complete it");
        }
        return token;
    }

    private String here() {
        TokenStreamLocation at = parser.currentTokenLocation();
        return source + " " + Math.max(1, at.getLineNr()) + ":" + Math.max(1, at.getColumnNr());
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 40 ? line : line.substring(0, 40) + "…";
    }

    private static PlumblineException bad(String place, String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, place + ": " + what);
    }
}
