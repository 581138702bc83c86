package dev.plumbline.evaluate.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One JSON object per line; blank lines are passed over.
final class JsonRecords {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(100)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonRecords() {}

    static List<DataRow> of(String file, String text) {
        List<DataRow> rows = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                rows.add(row(file, i + 1, lines[i]));
            }
        }
        return rows;
    }

    private static DataRow row(String file, int line, String text) {
        JsonNode node;
        try {
            node = parse(text);
        } catch (JacksonException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, file + " line " + line + ": not JSON: " + e.getOriginalMessage(), e);
        }
        if (!node.isObject()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, file + " line " + line + ": not a JSON object; write one object per line");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isNull()) {
                JsonNode value = field.getValue();
                fields.put(field.getKey(), value.isValueNode() ? value.asString() : value.toString());
            }
        }
        return new DataRow(file, line, fields);
    }

    /// A text as JSON, within the limits of this reader.
    static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }
}
