package dev.plumbline.study.internal;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.Option;
import dev.plumbline.study.internal.Node.Entry;
import dev.plumbline.study.internal.Node.Look;
import dev.plumbline.study.internal.Node.Mapping;
import dev.plumbline.study.internal.Node.Scalar;
import dev.plumbline.study.internal.Node.Sequence;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Turns located nodes into validated records: each option of the study file fills the component of its name.
///
/// Whatever does not fit is an error at its place: an unknown key, a wrong type, a missing option, and what a record's
/// compact constructor refuses.
public final class Binder {
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");

    private Binder() {}

    /// The record that a mapping describes.
    ///
    /// @param what the thing that the mapping describes, for error messages, such as `stage "sft"`
    /// @throws PlumblineException BAD_STUDY at the place of what does not fit
    public static <T> T bind(Mapping mapping, Class<T> recordType, String what) {
        RecordComponent[] components = recordType.getRecordComponents();
        List<String> names = OptionTypes.names(recordType);
        mapping.entries().forEach((key, entry) -> {
            if (!names.contains(key)) {
                throw entry.key()
                        .error("unknown option \"" + Nearest.shortened(key) + "\" of " + what + "; "
                                + Nearest.hint(key, names));
            }
        });
        Object[] values = Arrays.stream(components)
                .map(component -> component(mapping, component, what))
                .toArray();
        return construct(mapping, recordType, values);
    }

    /// The value of a component that no study file gives.
    static Object defaultOf(RecordComponent component) {
        Option option = OptionTypes.option(component);
        Place place = new Place(
                "default of " + component.getDeclaringRecord().getSimpleName() + "." + component.getName(), 0, 0);
        Node node = component.getType() == String.class
                ? new Scalar(place, option.defaultValue(), Look.TEXT)
                : YamlTree.parse(option.defaultValue(), place.source());
        try {
            return value(node, component.getGenericType(), component.getName());
        } catch (PlumblineException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Object component(Mapping mapping, RecordComponent component, String what) {
        String name = OptionTypes.kebab(component.getName());
        Entry entry = mapping.entries().get(name);
        if (entry != null) {
            return value(entry.value(), component.getGenericType(), name);
        }
        if (!OptionTypes.required(component)) {
            return defaultOf(component);
        }
        throw mapping.place()
                .error("\"" + name + "\" of " + what + " is missing; add it: "
                        + OptionTypes.describe(component.getGenericType()) + ", "
                        + OptionTypes.option(component).doc());
    }

    private static Object value(Node node, Type type, String name) {
        if (node instanceof Scalar scalar && scalar.look() == Look.NULL) {
            throw node.place()
                    .error("\"" + name + "\" has no value; write one (" + OptionTypes.describe(type)
                            + ") or remove the line");
        }
        Class<?> raw = OptionTypes.raw(type);
        if (raw == List.class) {
            return list(node, type, name);
        }
        if (raw == Map.class) {
            return map(node, type, name);
        }
        if (raw.isRecord()) {
            return bind(mapping(node, type, name), raw, "\"" + name + "\"");
        }
        if (!(node instanceof Scalar scalar)) {
            throw wrong(node, type, name);
        }
        if (raw.isEnum()) {
            return constant(scalar, raw, name);
        }
        return switch (raw.getName()) {
            case "java.lang.String" -> scalar.text();
            case "int", "java.lang.Integer" ->
                Math.toIntExact(whole(scalar, name, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case "long", "java.lang.Long" -> whole(scalar, name, Long.MIN_VALUE, Long.MAX_VALUE);
            case "double", "java.lang.Double" -> number(scalar, name);
            case "boolean", "java.lang.Boolean" -> {
                if (scalar.look() != Look.BOOLEAN) {
                    throw wrong(node, type, name);
                }
                yield Boolean.valueOf(scalar.text());
            }
            default -> throw new IllegalArgumentException("options cannot have type " + type);
        };
    }

    private static List<Object> list(Node node, Type type, String name) {
        if (!(node instanceof Sequence sequence)) {
            throw wrong(node, type, name);
        }
        List<Object> values = new ArrayList<>();
        for (Node item : sequence.items()) {
            values.add(value(item, OptionTypes.argument(type), name + "[" + values.size() + "]"));
        }
        return Collections.unmodifiableList(values);
    }

    private static Map<String, Object> map(Node node, Type type, String name) {
        Map<String, Object> values = new LinkedHashMap<>();
        mapping(node, type, name)
                .entries()
                .forEach((key, entry) ->
                        values.put(key, value(entry.value(), OptionTypes.argument(type), name + "." + key)));
        return Collections.unmodifiableMap(values);
    }

    private static Mapping mapping(Node node, Type type, String name) {
        if (!(node instanceof Mapping mapping)) {
            throw wrong(node, type, name);
        }
        return mapping;
    }

    private static Object constant(Scalar scalar, Class<?> enumType, String name) {
        List<String> labels = OptionTypes.labels(enumType);
        int index = labels.indexOf(scalar.text());
        if (index < 0) {
            throw scalar.place()
                    .error("\"" + name + "\" cannot be " + scalar.what() + "; " + Nearest.hint(scalar.text(), labels));
        }
        return enumType.getEnumConstants()[index];
    }

    private static long whole(Scalar scalar, String name, long least, long most) {
        if (scalar.look() != Look.NUMBER || !WHOLE.matcher(scalar.text()).matches()) {
            throw wrong(scalar, long.class, name);
        }
        try {
            long value = Long.parseLong(scalar.text());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // only its size can be wrong, see below
        }
        throw scalar.place()
                .error("\"" + name + "\" must lie in [" + least + ", " + most + "], not "
                        + Nearest.shortened(scalar.text()));
    }

    private static double number(Scalar scalar, String name) {
        if (scalar.look() == Look.NUMBER) {
            try {
                double value = Double.parseDouble(scalar.text());
                if (Double.isFinite(value)) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // .inf and .nan, see below
            }
        }
        throw scalar.place().error("\"" + name + "\" must be a finite number, not " + scalar.what());
    }

    private static PlumblineException wrong(Node node, Type type, String name) {
        Class<?> raw = OptionTypes.raw(type);
        String article =
                raw == List.class || raw == Map.class || raw.isRecord() || raw == long.class || raw == int.class
                        ? "a "
                        : "";
        return node.place()
                .error("\"" + name + "\" must be " + article + OptionTypes.describe(type) + ", not " + node.what());
    }

    private static <T> T construct(Mapping mapping, Class<T> recordType, Object[] values) {
        try {
            Class<?>[] types = Arrays.stream(recordType.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<T> constructor = recordType.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof PlumblineException || e.getCause() instanceof IllegalArgumentException) {
                String message = String.valueOf(e.getCause().getMessage());
                throw blamed(mapping, message).error(message);
            }
            throw new IllegalStateException("constructor of " + recordType.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("constructor of " + recordType.getName(), e);
        }
    }

    /// The place of the first option that a constructor's complaint mentions, else that of the whole mapping.
    private static Place blamed(Mapping mapping, String message) {
        Place place = mapping.place();
        int earliest = Integer.MAX_VALUE;
        for (Map.Entry<String, Entry> option : mapping.entries().entrySet()) {
            var word = Pattern.compile("(?<![\\w-])" + Pattern.quote(option.getKey()) + "(?![\\w-])")
                    .matcher(message);
            if (word.find() && word.start() < earliest) {
                earliest = word.start();
                place = option.getValue().value().place();
            }
        }
        return place;
    }
}
