package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.TemplateException.Kind;
import dev.plumbline.engine.internal.jinja.Arguments.Bound;
import java.util.HashMap;
import java.util.Map;

/// The names that every template knows.
final class Globals {
    /// The longest range, as in Jinja's sandbox.
    private static final long LONGEST_RANGE = 100_000;

    private static final Map<String, Value> ALL = new HashMap<>();

    static {
        put("range", Globals::range);
        put("dict", Globals::dict);
        put("namespace", Globals::namespace);
        put("cycler", (run, arguments) -> new Cycler(arguments.positional()));
        put("joiner", Globals::joiner);
        put("lipsum", (run, arguments) -> {
            throw Failure.limit("lipsum() makes random text");
        });
        put("raise_exception", (run, arguments) -> {
            Value message = arguments.bind("raise_exception", "message").get("message");
            throw new Failure(Kind.RAISED, Printing.string(run, message));
        });
        put("strftime_now", (run, arguments) -> {
            String format = arguments.bind("strftime_now", "format").text("format");
            run.spend(format.length(), 16);
            return new Value.Text(Strftime.format(format, run.clock()));
        });
        ALL.put("self", new Value.Instance() {
            @Override
            public String type() {
                return "TemplateReference";
            }

            @Override
            public String printed(Run run) {
                return "<TemplateReference None>";
            }
        });
    }

    private Globals() {}

    private static void put(String name, Value.Function.Code code) {
        ALL.put(name, new Value.Function(name, code));
    }

    static Map<String, Value> all() {
        return ALL;
    }

    private static Value range(Run run, Arguments arguments) {
        Bound bound = arguments.bind("range", "a", "b", "c");
        long first = Types.whole("range", bound.get("a"));
        long start = bound.has("b") ? first : 0;
        long stop = bound.has("b") ? Types.whole("range", bound.get("b")) : first;
        long step = bound.number("c", 1);
        if (step == 0) {
            throw Failure.value("range() arg 3 must not be zero");
        }
        boolean huge = Math.max(Math.max(Math.abs(start), Math.abs(stop)), Math.abs(step)) > Long.MAX_VALUE / 4
                || start == Long.MIN_VALUE
                || stop == Long.MIN_VALUE
                || step == Long.MIN_VALUE;
        Value.Range range = new Value.Range(start, stop, step);
        if (huge || range.length() > LONGEST_RANGE) {
            throw Failure.limit("a range is longer than " + LONGEST_RANGE);
        }
        return range;
    }

    private static Dictionary entries(Run run, String function, Arguments arguments) {
        Dictionary out = new Dictionary();
        if (arguments.positional().size() > 1) {
            throw Failure.value(function + "() takes at most one positional argument");
        }
        for (Value given : arguments.positional()) {
            if (given instanceof Value.Dict dict) {
                run.spend(dict.entries.size());
                out.putAll(dict.entries);
                continue;
            }
            for (Value item : Types.items(run, given)) {
                var pair = Types.items(run, item);
                if (pair.size() != 2) {
                    throw Failure.value(function + "() takes a mapping or pairs");
                }
                out.put(pair.get(0), pair.get(1));
            }
        }
        arguments.named().forEach(out::put);
        return out;
    }

    private static Value dict(Run run, Arguments arguments) {
        return new Value.Dict(entries(run, "dict", arguments));
    }

    private static Value namespace(Run run, Arguments arguments) {
        Namespace out = new Namespace();
        for (Dictionary.Entry entry : entries(run, "namespace", arguments).entries()) {
            out.set(Types.text("namespace()", entry.key()), entry.value());
        }
        return out;
    }

    /// A function that gives nothing the first time, and the separator afterwards.
    private static Value joiner(Run run, Arguments arguments) {
        String separator = arguments.bind("joiner", "sep").text("sep", ", ");
        boolean[] used = {false};
        return new Value.Function("joiner", (r, none) -> {
            String out = used[0] ? separator : "";
            used[0] = true;
            return new Value.Text(out);
        });
    }
}
