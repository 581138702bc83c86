package dev.plumbline.evaluate.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One record of a data file, with the place that errors name.
///
/// @param file the file's name
/// @param line where the record begins, from 1
/// @param fields texts by name, in the file's order; nested JSON is kept as its text
public record DataRow(String file, int line, Map<String, String> fields) {
    public DataRow {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /// A field's text.
    ///
    /// @throws PlumblineException BAD_DATA if there is none
    public String text(String name) {
        String text = fields.get(name);
        if (text == null) {
            throw bad("\"" + name + "\" is missing (found: " + String.join(", ", fields.keySet()) + ")");
        }
        return text;
    }

    /// A field that must be one of these.
    public String oneOf(String name, String... allowed) {
        String text = text(name);
        for (String one : allowed) {
            if (one.equals(text)) {
                return text;
            }
        }
        throw bad("\"" + name + "\" is \"" + shortened(text) + "\"; it must be one of " + String.join(", ", allowed));
    }

    /// A whole number.
    public int integer(String name) {
        String text = text(name);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw bad("\"" + name + "\" is \"" + shortened(text) + "\"; it must be a whole number");
        }
    }

    /// An error about this record.
    public PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, file + " line " + line + ": " + what);
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
