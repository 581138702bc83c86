package dev.plumbline.cli;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// What a machine reads: one object a line.
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /// `value`, of maps, lists, strings, numbers and booleans, as one line of JSON.
    static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }
}
