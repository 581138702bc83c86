package dev.plumbline.engine.internal.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The methods of dictionaries, lists and tuples that change nothing.
final class ContainerMethods {
    private ContainerMethods() {}

    static @Nullable Value of(Value.Dict dict, String name) {
        Dictionary entries = dict.entries;
        return switch (name) {
            case "keys" -> view(name, entries);
            case "values" -> view(name, entries);
            case "items" -> view(name, entries);
            case "get" -> new Value.Function("get", (run, arguments) -> get(entries, arguments));
            case "copy" ->
                new Value.Function("copy", (run, arguments) -> {
                    arguments.bind("copy");
                    return dict;
                });
            default -> null;
        };
    }

    private static Value view(String name, Dictionary entries) {
        return new Value.Function(name, (run, arguments) -> {
            arguments.bind(name);
            run.spend(entries.size());
            List<Value> items = switch (name) {
                case "keys" -> entries.keys();
                case "values" -> entries.values();
                default -> entries.items();
            };
            return new Value.View("dict_" + name, items);
        });
    }

    private static Value get(Dictionary entries, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("get", "key", "default");
        @Nullable Value found = entries.get(bound.get("key"));
        return found == null ? bound.get("default", Value.None.NONE) : found;
    }

    static @Nullable Value of(List<Value> items, Value self, String name) {
        return switch (name) {
            case "index" -> new Value.Function("index", (run, arguments) -> index(run, items, self, arguments));
            case "count" ->
                new Value.Function("count", (run, arguments) -> {
                    Value wanted = arguments.bind("count", "value").get("value");
                    return Value.Int.of(items.stream()
                            .filter(item -> Equality.equal(run, item, wanted))
                            .count());
                });
            case "copy" -> self instanceof Value.Listing ? new Value.Function("copy", (run, arguments) -> self) : null;
            default -> null;
        };
    }

    private static Value index(Run run, List<Value> items, Value self, Arguments arguments) {
        Value wanted = arguments.bind("index", "value").get("value");
        for (int i = 0; i < items.size(); i++) {
            if (Equality.equal(run, items.get(i), wanted)) {
                return Value.Int.of(i);
            }
        }
        throw Failure.value(Printing.representation(run, wanted) + " is not in " + Types.name(self));
    }
}
