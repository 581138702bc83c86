package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.TemplateException.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// All filters by name: those of Jinja, with transformers' `tojson`.
final class Filters {
    /// What a filter makes of its input.
    @FunctionalInterface
    interface Filter {
        Value apply(Run run, Value input, Arguments arguments);
    }

    private static final Map<String, Filter> ALL = new HashMap<>();

    static {
        TextFilters.addTo(ALL);
        NumberFilters.addTo(ALL);
        SequenceFilters.addTo(ALL);
        OrderFilters.addTo(ALL);
        SelectionFilters.addTo(ALL);
        ALL.put("tojson", (run, input, arguments) -> new Value.Text(Json.write(run, input, arguments)));
        ALL.put("default", Filters::otherwise);
        ALL.put("d", Filters::otherwise);
        ALL.put("attr", (run, input, arguments) -> {
            String name = arguments.bind("attr", "name").text("name");
            @Nullable Value found = Access.ownAttribute(run, input, name);
            return found == null
                    ? new Value.Undefined("'" + Types.name(input) + " object' has no attribute '" + name + "'")
                    : found;
        });
    }

    private Filters() {}

    static boolean exists(String name) {
        return ALL.containsKey(name);
    }

    /// @throws Failure if there is no such filter, or it does not fit its input or arguments
    static Value apply(Run run, String name, Value input, Arguments arguments) {
        @Nullable Filter filter = ALL.get(name);
        if (filter == null) {
            throw new Failure(
                    Kind.SYNTAX, "there is no filter named '" + name + "'; known are " + new TreeSet<>(ALL.keySet()));
        }
        run.step();
        return filter.apply(run, input, arguments);
    }

    private static Value otherwise(Run run, Value input, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("default", "default_value", "boolean");
        boolean replaced = input instanceof Value.Undefined || (bound.flag("boolean", false) && !Types.truth(input));
        return replaced ? bound.get("default_value", new Value.Text("")) : input;
    }
}
