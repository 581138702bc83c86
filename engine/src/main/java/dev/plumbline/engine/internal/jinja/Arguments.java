package dev.plumbline.engine.internal.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The values that a function, filter or test is called with.
record Arguments(List<Value> positional, Map<String, Value> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(Value... values) {
        return new Arguments(List.of(values), Map.of());
    }

    /// These without the first positional ones.
    Arguments without(int first) {
        return new Arguments(positional.subList(first, positional.size()), named);
    }

    /// Names the arguments in order.
    ///
    /// @throws Failure if there are more values than names, or a value has another name or is given twice
    Bound bind(String function, String... names) {
        if (positional.size() > names.length) {
            throw Failure.value(
                    function + "() takes at most " + names.length + " arguments, " + positional.size() + " were given");
        }
        Map<String, Value> values = new LinkedHashMap<>();
        for (int i = 0; i < positional.size(); i++) {
            values.put(names[i], positional.get(i));
        }
        named.forEach((name, value) -> {
            if (!List.of(names).contains(name)) {
                throw Failure.value(function + "() got an unexpected keyword argument '" + name + "'");
            }
            if (values.put(name, value) != null) {
                throw Failure.value(function + "() got multiple values for argument '" + name + "'");
            }
        });
        return new Bound(function, values);
    }

    /// Arguments by name.
    record Bound(String function, Map<String, Value> values) {
        boolean has(String name) {
            return values.containsKey(name);
        }

        Value get(String name) {
            Value found = values.get(name);
            if (found == null) {
                throw Failure.value(function + "() missing required argument: '" + name + "'");
            }
            return found;
        }

        Value get(String name, Value otherwise) {
            return values.getOrDefault(name, otherwise);
        }

        boolean flag(String name, boolean otherwise) {
            return has(name) ? Types.truth(get(name)) : otherwise;
        }

        String text(String name) {
            return Types.text(function, get(name));
        }

        String text(String name, String otherwise) {
            return has(name) ? text(name) : otherwise;
        }

        long number(String name, long otherwise) {
            return has(name) ? Types.whole(function, get(name)) : otherwise;
        }

        /// Whether the argument is absent or `none`.
        boolean none(String name) {
            return get(name, Value.None.NONE) == Value.None.NONE;
        }
    }
}
