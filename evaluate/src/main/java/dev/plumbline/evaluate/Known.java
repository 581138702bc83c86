package dev.plumbline.evaluate;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What is known about a sample, by name: the truth of a task that is written as data.
public record Known(Map<String, String> fields) {
    public Known {
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    /// One thing that is known, under the name `target`.
    public static Known target(String value) {
        return new Known(Map.of("target", value));
    }

    /// The thing of this name.
    ///
    /// @throws PlumblineException BAD_DATA if it is not known, naming what is
    public String get(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, "a sample has no field \"" + name + "\"; it has " + fields.keySet());
        }
        return value;
    }
}
