package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Arguments.Bound;
import dev.plumbline.engine.internal.jinja.Filters.Filter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Filters that apply a filter, a test or an attribute to each item.
final class SelectionFilters {
    private SelectionFilters() {}

    static void addTo(Map<String, Filter> filters) {
        filters.put("map", SelectionFilters::map);
        filters.put("select", (run, input, a) -> select(run, input, a, true, false));
        filters.put("reject", (run, input, a) -> select(run, input, a, false, false));
        filters.put("selectattr", (run, input, a) -> select(run, input, a, true, true));
        filters.put("rejectattr", (run, input, a) -> select(run, input, a, false, true));
        filters.put("sum", SelectionFilters::sum);
    }

    private static Value map(Run run, Value input, Arguments arguments) {
        List<Value> out = new ArrayList<>();
        if (!Types.truth(input)) {
            return SequenceFilters.generator(out);
        }
        if (arguments.positional().isEmpty()) {
            attributes(run, input, arguments, out);
        } else {
            String name = Types.text("map", arguments.positional().getFirst());
            Arguments rest = arguments.without(1);
            for (Value item : Types.items(run, input)) {
                out.add(Filters.apply(run, name, item, rest));
            }
        }
        return SequenceFilters.generator(out);
    }

    private static void attributes(Run run, Value input, Arguments arguments, List<Value> out) {
        Map<String, Value> named = new HashMap<>(arguments.named());
        Bound bound = new Arguments(List.of(), named).bind("map", "attribute", "default");
        Path path = Path.of(bound.get("attribute"));
        for (Value item : Types.items(run, input)) {
            out.add(bound.none("default") ? path.get(run, item) : path.get(run, item, bound.get("default")));
        }
    }

    private static Value select(Run run, Value input, Arguments arguments, boolean wanted, boolean byAttribute) {
        List<Value> out = new ArrayList<>();
        if (!Types.truth(input)) {
            return SequenceFilters.generator(out);
        }
        Arguments rest = arguments;
        Path path = new Path(List.of());
        if (byAttribute) {
            if (arguments.positional().isEmpty()) {
                throw Failure.value("missing parameter for attribute name");
            }
            path = Path.of(arguments.positional().getFirst());
            rest = arguments.without(1);
        }
        Predicate<Value> holds = test(run, rest);
        for (Value item : Types.items(run, input)) {
            if (holds.test(path.get(run, item)) == wanted) {
                out.add(item);
            }
        }
        return SequenceFilters.generator(out);
    }

    private static Predicate<Value> test(Run run, Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            return Types::truth;
        }
        String name = Types.text("select", arguments.positional().getFirst());
        Arguments rest = arguments.without(1);
        return item -> Tests.holds(run, name, item, rest);
    }

    private static Value sum(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("sum", "attribute", "start");
        Path path = Path.of(bound, "attribute");
        Value out = bound.get("start", Value.Int.of(0));
        if (out instanceof Value.Text) {
            throw Failure.value("sum: strings are joined by 'join', not summed");
        }
        for (Value item : Types.items(run, input)) {
            out = Arithmetic.apply(run, "+", out, path.get(run, item));
        }
        return out;
    }
}
