package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The JSON header of a safetensors file, read as strictly as the reference implementation does and, where the
/// format is explicit and the reference is lenient (leading space, duplicate keys, unknown fields), as strictly as
/// the format.
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    /// @param begin first byte, counted from the end of the header
    /// @param end one past the last byte
    record Entry(String name, SafeTensorsType type, List<Long> shape, long begin, long end) {
        long[] sizes() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }
    }

    private enum Field {
        DTYPE,
        SHAPE,
        DATA_OFFSETS
    }

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNameLength(1 << 20)
                    .build())
            .build();

    /// @param place the file, for error messages
    /// @param text the header, without its length
    /// @param dataBytes how many bytes follow the header
    /// @throws PlumblineException BAD_CHECKPOINT if anything in it is not as the format demands
    static SafeTensorsHeader parse(String place, String text, long dataBytes) {
        if (!text.startsWith("{")) {
            throw bad(place, "the header does not begin with \"{\"; the file is not in safetensors format");
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            SafeTensorsHeader header = new Reader(place, parser).header();
            header.checkLayout(place, dataBytes);
            return header;
        } catch (JacksonException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    place + ": the header is not valid JSON (" + e.getOriginalMessage() + "); download the file again",
                    e);
        }
    }

    /// Every byte after the header must belong to exactly one tensor, and each tensor have the bytes its shape asks
    /// for.
    private void checkLayout(String place, long dataBytes) {
        long expected = 0;
        for (Entry entry : entries) {
            String where = place + ": tensor " + Excerpt.quote(entry.name());
            if (entry.begin() != expected || entry.end() < entry.begin()) {
                throw bad(
                        where,
                        "its data_offsets [" + entry.begin() + ", " + entry.end()
                                + "] leave a hole or overlap: expected " + expected + " as the first");
            }
            long size = size(where, entry);
            if (size != entry.end() - entry.begin()) {
                throw bad(
                        where,
                        entry.type().name() + entry.shape() + " needs " + size + " bytes but its data_offsets give it "
                                + (entry.end() - entry.begin()));
            }
            expected = entry.end();
        }
        if (expected != dataBytes) {
            throw bad(
                    place,
                    "the header describes " + expected + " bytes of data but the file holds " + dataBytes
                            + "; it was cut off or altered, download it again");
        }
    }

    private static long size(String where, Entry entry) {
        try {
            return entry.type().bytes(entry.sizes());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    where + ": the size of " + entry.type() + entry.shape() + " is not a number of bytes ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    private static PlumblineException bad(String place, String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, place + ": " + what);
    }

    /// Walks the tokens of one header.
    private static final class Reader {
        private static final String METADATA = "__metadata__";
        private final String place;
        private final JsonParser parser;

        Reader(String place, JsonParser parser) {
            this.place = place;
            this.parser = parser;
        }

        SafeTensorsHeader header() {
            List<Entry> entries = new ArrayList<>();
            Map<String, String> metadata = Map.of();
            expect(parser.nextToken(), JsonToken.START_OBJECT, place, "an object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                if (name.equals(METADATA)) {
                    metadata = metadata();
                } else {
                    entries.add(entry(name));
                }
            }
            if (parser.nextToken() != null) {
                throw bad(place, "something follows the header's closing brace");
            }
            entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
            return new SafeTensorsHeader(List.copyOf(entries), metadata);
        }

        private Map<String, String> metadata() {
            Map<String, String> out = new LinkedHashMap<>();
            JsonToken first = parser.nextToken();
            if (first == JsonToken.VALUE_NULL) {
                return Map.of();
            }
            expect(first, JsonToken.START_OBJECT, place + ": " + METADATA, "an object of strings");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                String where = place + ": " + METADATA + " " + Excerpt.quote(key);
                expect(parser.nextToken(), JsonToken.VALUE_STRING, where, "a string");
                out.put(wellFormed(where, key), wellFormed(where, parser.getString()));
            }
            return Collections.unmodifiableMap(out);
        }

        private Entry entry(String name) {
            String where = place + ": tensor " + Excerpt.quote(name);
            wellFormed(where, name);
            expect(parser.nextToken(), JsonToken.START_OBJECT, where, "an object");
            Set<Field> missing = EnumSet.allOf(Field.class);
            SafeTensorsType type = SafeTensorsType.U8;
            List<Long> shape = List.of();
            List<Long> offsets = List.of();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                Field field = field(where, parser.currentName());
                missing.remove(field);
                switch (field) {
                    case DTYPE -> type = type(where);
                    case SHAPE -> shape = integers(where + ": shape");
                    case DATA_OFFSETS -> offsets = integers(where + ": data_offsets");
                }
            }
            if (!missing.isEmpty()) {
                throw bad(where, "it lacks " + missing.toString().toLowerCase(Locale.ROOT));
            }
            if (offsets.size() != 2) {
                throw bad(where, "data_offsets has " + offsets.size() + " numbers; it needs a begin and an end");
            }
            return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
        }

        private static Field field(String where, String name) {
            return switch (name) {
                case "dtype" -> Field.DTYPE;
                case "shape" -> Field.SHAPE;
                case "data_offsets" -> Field.DATA_OFFSETS;
                default ->
                    throw bad(
                            where,
                            "unknown field " + Excerpt.quote(name) + "; a tensor has dtype, shape and data_offsets");
            };
        }

        private SafeTensorsType type(String where) {
            expect(parser.nextToken(), JsonToken.VALUE_STRING, where + ": dtype", "a string");
            String name = parser.getString();
            for (SafeTensorsType type : SafeTensorsType.values()) {
                if (type.name().equals(name)) {
                    return type;
                }
            }
            throw bad(
                    where,
                    "unknown dtype " + Excerpt.quote(name) + "; known are "
                            + Arrays.toString(SafeTensorsType.values()));
        }

        private List<Long> integers(String where) {
            expect(parser.nextToken(), JsonToken.START_ARRAY, where, "an array of whole numbers");
            List<Long> out = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, where, "a whole number");
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        || parser.getString().startsWith("-")) {
                    throw bad(where, Excerpt.quote(parser.getString()) + " is not in [0, 2^63)");
                }
                out.add(parser.getLongValue());
            }
            return out;
        }

        private static void expect(@Nullable JsonToken found, JsonToken wanted, String where, String what) {
            if (found != wanted) {
                throw bad(where, "expected " + what + ", found " + found);
            }
        }

        /// JSON can spell half a character, which no Unicode text contains and the reference refuses.
        private static String wellFormed(String where, String text) {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw bad(where, "the name or text holds half of a surrogate pair");
            }
            return text;
        }
    }
}
