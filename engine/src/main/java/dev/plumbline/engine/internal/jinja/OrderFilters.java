package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Arguments.Bound;
import dev.plumbline.engine.internal.jinja.Filters.Filter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Filters that compare items: sorting, grouping, extremes, duplicates. Unless told otherwise, case does not count.
final class OrderFilters {
    private OrderFilters() {}

    static void addTo(Map<String, Filter> filters) {
        filters.put("sort", OrderFilters::sort);
        filters.put("dictsort", OrderFilters::sortDictionary);
        filters.put("unique", OrderFilters::unique);
        filters.put("min", (run, input, a) -> extreme(run, input, a.bind("min", "case_sensitive", "attribute"), true));
        filters.put("max", (run, input, a) -> extreme(run, input, a.bind("max", "case_sensitive", "attribute"), false));
        filters.put("groupby", OrderFilters::group);
    }

    private static Value folded(Value value, boolean caseCounts) {
        return !caseCounts && value instanceof Value.Text text
                ? new Value.Text(text.value().toLowerCase(Locale.ROOT))
                : value;
    }

    /// An item and what it is sorted by.
    private record Keyed(Value item, Value key) {}

    private static List<Value> sorted(Run run, List<Keyed> items, boolean reverse) {
        Comparator<Keyed> order = (a, b) -> Equality.order(run, "<", a.key(), b.key());
        List<Keyed> out = new ArrayList<>(items);
        out.sort(reverse ? order.reversed() : order);
        return out.stream().map(Keyed::item).toList();
    }

    private static Value sort(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("sort", "reverse", "case_sensitive", "attribute");
        boolean caseCounts = bound.flag("case_sensitive", false);
        List<Path> paths = paths(bound);
        List<Keyed> items = new ArrayList<>();
        for (Value item : Types.items(run, input)) {
            List<Value> keys = paths.stream()
                    .map(path -> folded(path.get(run, item), caseCounts))
                    .toList();
            items.add(new Keyed(item, new Value.Listing(keys)));
        }
        return new Value.Listing(sorted(run, items, bound.flag("reverse", false)));
    }

    private static List<Path> paths(Bound bound) {
        if (bound.has("attribute") && bound.get("attribute") instanceof Value.Text text) {
            List<Path> out = new ArrayList<>();
            for (String one : text.value().split(",", -1)) {
                out.add(Path.of(new Value.Text(one)));
            }
            return out;
        }
        return List.of(Path.of(bound, "attribute"));
    }

    private static Value sortDictionary(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("dictsort", "case_sensitive", "by", "reverse");
        String by = bound.text("by", "key");
        if (!(input instanceof Value.Dict dict)) {
            throw Failure.value("dictsort: expected a mapping, got '" + Types.name(input) + "'");
        }
        if (!by.equals("key") && !by.equals("value")) {
            throw Failure.value("dictsort: you can only sort by either \"key\" or \"value\"");
        }
        List<Keyed> items = new ArrayList<>();
        for (Dictionary.Entry entry : dict.entries.entries()) {
            run.spend(1);
            Value key = by.equals("key") ? entry.key() : entry.value();
            items.add(new Keyed(
                    Value.Tuple.of(entry.key(), entry.value()), folded(key, bound.flag("case_sensitive", false))));
        }
        return new Value.Listing(sorted(run, items, bound.flag("reverse", false)));
    }

    private static Value unique(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("unique", "case_sensitive", "attribute");
        Path path = Path.of(bound, "attribute");
        Set<Object> seen = new HashSet<>();
        List<Value> out = new ArrayList<>();
        for (Value item : Types.items(run, input)) {
            Value key = folded(path.get(run, item), bound.flag("case_sensitive", false));
            if (seen.add(Dictionary.identity(key))) {
                out.add(item);
            }
        }
        return SequenceFilters.generator(out);
    }

    private static Value extreme(Run run, Value input, Bound bound, boolean least) {
        Path path = Path.of(bound, "attribute");
        boolean caseCounts = bound.flag("case_sensitive", false);
        List<Value> items = Types.items(run, input);
        if (items.isEmpty()) {
            return new Value.Undefined("no aggregated item, sequence was empty");
        }
        Comparator<Value> order = (a, b) ->
                Equality.order(run, "<", folded(path.get(run, a), caseCounts), folded(path.get(run, b), caseCounts));
        // among equals Python takes the first, Java's max the last
        return Collections.min(items, least ? order : order.reversed());
    }

    private static Value group(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("groupby", "attribute", "default", "case_sensitive");
        boolean caseCounts = bound.flag("case_sensitive", false);
        Path path = Path.of(bound.get("attribute"));
        List<Keyed> keyed = new ArrayList<>();
        for (Value item : Types.items(run, input)) {
            Value key = bound.none("default") ? path.get(run, item) : path.get(run, item, bound.get("default"));
            keyed.add(new Keyed(new Value.Listing(List.of(item, key)), folded(key, caseCounts)));
        }
        List<Value> out = new ArrayList<>();
        List<Value> group = new ArrayList<>();
        Value last = Value.None.NONE;
        for (Value pair : sorted(run, keyed, false)) {
            List<Value> both = ((Value.Listing) pair).items();
            if (!group.isEmpty() && !Equality.equal(run, folded(last, caseCounts), folded(both.get(1), caseCounts))) {
                out.add(tuple(last, group));
                group = new ArrayList<>();
            }
            last = group.isEmpty() ? both.get(1) : last;
            group.add(both.get(0));
        }
        if (!group.isEmpty()) {
            out.add(tuple(last, group));
        }
        return new Value.Listing(out);
    }

    private static Value tuple(Value key, List<Value> items) {
        return new Value.Tuple(List.of(key, new Value.Listing(List.copyOf(items))), List.of("grouper", "list"));
    }
}
