package dev.plumbline.study.internal;

import java.util.Map;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON with exactly one spelling for each value, so that equal values have equal hashes.
///
/// Keys are sorted by UTF-16 code unit, there is no white space, doubles are written as `Double.toString` does,
/// and what RFC 8259 allows to leave unescaped is left unescaped.
public final class CanonicalJson {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CanonicalJson() {}

    /// The one spelling of a value made of maps with text keys, lists, text, numbers, booleans.
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// The object that a text spells.
    ///
    /// @throws tools.jackson.core.JacksonException if the text is no JSON object
    public static Map<String, Object> read(String text) {
        return MAPPER.readValue(text, new TypeReference<Map<String, Object>>() {});
    }
}
