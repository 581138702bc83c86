package dev.plumbline.study.internal;

import dev.plumbline.study.Option;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What can be read off an options record: names as study files spell them, types, defaults.
public final class OptionTypes {
    private OptionTypes() {}

    /// `learningRate` as a study file spells it: `learning-rate`; `L2Penalty` and `layer2` keep their digits in place.
    public static String kebab(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /// An enum constant as a study file spells it: `LAST_TURN` is `last-turn`.
    public static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The spellings of all constants of an enum type.
    public static List<String> labels(Class<?> enumType) {
        return Arrays.stream(enumType.getEnumConstants())
                .map(constant -> label((Enum<?>) constant))
                .toList();
    }

    /// The option names of a record type, in order.
    public static List<String> names(Class<?> recordType) {
        return Arrays.stream(recordType.getRecordComponents())
                .map(component -> kebab(component.getName()))
                .toList();
    }

    /// The documentation of a component.
    public static Option option(RecordComponent component) {
        Option option = component.getAnnotation(Option.class);
        if (option == null || option.doc().isBlank()) {
            throw new IllegalArgumentException(component.getDeclaringRecord().getName() + "." + component.getName()
                    + ": document it with @Option(doc = …)");
        }
        return option;
    }

    /// Whether a study must give the component.
    public static boolean required(RecordComponent component) {
        return option(component).defaultValue().equals(Option.REQUIRED);
    }

    /// The element type of a `List` or the value type of a `Map` component.
    static Type argument(Type type) {
        Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
        return arguments[arguments.length - 1];
    }

    /// The type without its arguments.
    static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            default -> throw new IllegalArgumentException("options cannot have type " + type);
        };
    }

    /// The type in words, for the reference and for error messages.
    public static String describe(Type type) {
        Class<?> raw = raw(type);
        if (raw == List.class) {
            return "list of " + describe(argument(type));
        }
        if (raw == Map.class) {
            return "mapping from names to " + describe(argument(type));
        }
        if (raw.isEnum()) {
            return labels(raw).stream().collect(Collectors.joining(" | "));
        }
        if (raw.isRecord()) {
            return "mapping (" + String.join(", ", names(raw)) + ")";
        }
        return switch (raw.getName()) {
            case "java.lang.String" -> "text";
            case "int", "long", "java.lang.Integer", "java.lang.Long" -> "whole number";
            case "double", "java.lang.Double" -> "number";
            case "boolean", "java.lang.Boolean" -> "true | false";
            default -> throw new IllegalArgumentException("options cannot have type " + raw.getName());
        };
    }

    /// Makes sure that a study file can express every component of a record, and that every default binds.
    ///
    /// @throws IllegalArgumentException if not; this is a programmer's mistake
    public static void check(Class<?> recordType) {
        if (!recordType.isRecord()) {
            throw new IllegalArgumentException(recordType.getName() + " must be a record");
        }
        for (RecordComponent component : recordType.getRecordComponents()) {
            Option option = option(component);
            Type type = component.getGenericType();
            describe(type);
            nestedRecords(type);
            if (!required(component)) {
                if (raw(type).isRecord() && !option.defaultValue().equals("{}")) {
                    throw new IllegalArgumentException(recordType.getName() + "." + component.getName()
                            + ": a nested record's default is {}, its components have defaults of their own");
                }
                Binder.defaultOf(component);
            }
        }
    }

    private static void nestedRecords(Type type) {
        Class<?> raw = raw(type);
        if (raw.isRecord()) {
            check(raw);
        } else if (raw == List.class || raw == Map.class) {
            nestedRecords(argument(type));
        }
    }
}
