package dev.plumbline.study.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Turns records back into plain values: text, numbers, booleans, lists, and mappings in the order of the components.
public final class OptionValues {
    private OptionValues() {}

    /// The options of a record by name.
    public static Map<String, Object> of(Record options) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : options.getClass().getRecordComponents()) {
            values.put(OptionTypes.kebab(component.getName()), plain(read(component, options)));
        }
        return values;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Enum<?> constant -> OptionTypes.label(constant);
            case Record nested -> of(nested);
            case List<?> list -> list.stream().map(OptionValues::plain).toList();
            case Map<?, ?> map -> {
                Map<String, Object> values = new LinkedHashMap<>();
                map.forEach((key, item) -> values.put((String) key, plain(item)));
                yield values;
            }
            default -> value;
        };
    }

    /// The value of one component.
    static Object read(RecordComponent component, Record options) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(options);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }
}
