package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Arguments.Bound;
import dev.plumbline.engine.internal.jinja.Filters.Filter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Filters that take sequences as they come: their length, ends, parts and joined text.
final class SequenceFilters {
    private SequenceFilters() {}

    static void addTo(Map<String, Filter> filters) {
        filters.put("length", SequenceFilters::length);
        filters.put("count", SequenceFilters::length);
        filters.put("list", (run, input, a) -> {
            a.bind("list");
            return new Value.Listing(List.copyOf(Types.items(run, input)));
        });
        filters.put("items", (run, input, a) -> {
            a.bind("items");
            if (input instanceof Value.Undefined) {
                return generator(List.of());
            }
            if (!(input instanceof Value.Dict dict)) {
                throw Failure.value("can only get item pairs from a mapping, not from '" + Types.name(input) + "'");
            }
            return generator(dict.entries.items());
        });
        filters.put("first", (run, input, a) -> {
            a.bind("first");
            Iterator<Value> all = Types.iterate(input);
            return all.hasNext() ? all.next() : new Value.Undefined("no first item, sequence was empty");
        });
        filters.put("last", SequenceFilters::last);
        filters.put("reverse", SequenceFilters::reverse);
        filters.put("join", SequenceFilters::join);
        filters.put("batch", SequenceFilters::batch);
        filters.put("slice", SequenceFilters::slice);
    }

    static Value generator(List<Value> items) {
        return new Value.Generator(items.iterator());
    }

    private static Value length(Run run, Value input, Arguments arguments) {
        arguments.bind("length");
        return Value.Int.of(Types.length(input));
    }

    private static Value last(Run run, Value input, Arguments arguments) {
        arguments.bind("last");
        if (input instanceof Value.Generator) {
            throw Failure.value("'generator' object is not reversible; put '| list' before '| last'");
        }
        List<Value> items = Types.items(run, input);
        return items.isEmpty() ? new Value.Undefined("no last item, sequence was empty") : items.getLast();
    }

    private static Value reverse(Run run, Value input, Arguments arguments) {
        arguments.bind("reverse");
        List<Value> items = Types.items(run, input);
        if (!(input instanceof Value.Text)) {
            return generator(items.reversed());
        }
        StringBuilder out = new StringBuilder();
        for (Value item : items.reversed()) {
            out.append(Printing.string(run, item));
        }
        return new Value.Text(out.toString());
    }

    private static Value join(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("join", "d", "attribute");
        String separator = Printing.string(run, bound.get("d", new Value.Text("")));
        StringBuilder out = new StringBuilder();
        String between = "";
        for (Iterator<Value> all = Types.iterate(input); all.hasNext(); between = separator) {
            Value item = all.next();
            String text = Printing.string(
                    run,
                    bound.none("attribute") ? item : Path.of(bound, "attribute").get(run, item));
            run.spend((long) text.length() + between.length());
            out.append(between).append(text);
        }
        return new Value.Text(out.toString());
    }

    private static Value batch(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("batch", "linecount", "fill_with");
        long size = Types.whole("batch", bound.get("linecount"));
        List<Value> out = new ArrayList<>();
        List<Value> batch = new ArrayList<>();
        for (Value item : Types.items(run, input)) {
            if (batch.size() == size) {
                out.add(new Value.Listing(List.copyOf(batch)));
                batch.clear();
            }
            batch.add(item);
        }
        if (!batch.isEmpty()) {
            if (!bound.none("fill_with")) {
                run.spend(Math.max(0, size));
                while (batch.size() < size) {
                    batch.add(bound.get("fill_with"));
                }
            }
            out.add(new Value.Listing(List.copyOf(batch)));
        }
        return generator(out);
    }

    /// Columns of equal length, the first ones longer by one where it does not divide evenly.
    private static Value slice(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("slice", "slices", "fill_with");
        long slices = Types.whole("slice", bound.get("slices"));
        if (slices <= 0) {
            throw Failure.value("slice: the number of slices must be above 0");
        }
        run.spend(slices);
        List<Value> items = Types.items(run, input);
        long each = items.size() / slices;
        long longer = items.size() % slices;
        List<Value> out = new ArrayList<>();
        int at = 0;
        for (long i = 0; i < slices; i++) {
            int end = (int) (at + each + (i < longer ? 1 : 0));
            List<Value> part = new ArrayList<>(items.subList(at, end));
            if (!bound.none("fill_with") && i >= longer) {
                part.add(bound.get("fill_with"));
            }
            out.add(new Value.Listing(List.copyOf(part)));
            at = end;
        }
        return generator(out);
    }
}
