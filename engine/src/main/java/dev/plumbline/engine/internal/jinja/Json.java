package dev.plumbline.engine.internal.jinja;

import java.util.ArrayList;
import java.util.List;

/// Writes values as JSON, spaced as Python's `json.dumps` does: models were trained on exactly those characters.
final class Json {
    private final Run run;
    private final boolean ascii;
    private final boolean sorted;
    private final String indent;
    private final boolean lines;
    private final String comma;
    private final String colon;
    private final StringBuilder out = new StringBuilder();

    private Json(Run run, Arguments.Bound options) {
        this.run = run;
        this.ascii = options.flag("ensure_ascii", false);
        this.sorted = options.flag("sort_keys", false);
        this.lines = !options.none("indent");
        this.indent = lines ? indent(run, options.get("indent")) : "";
        if (options.none("separators")) {
            this.comma = lines ? "," : ", ";
            this.colon = ": ";
        } else {
            List<Value> both = Types.items(run, options.get("separators"));
            if (both.size() != 2) {
                throw Failure.value("tojson: separators are two strings");
            }
            this.comma = Types.text("tojson", both.get(0));
            this.colon = Types.text("tojson", both.get(1));
        }
    }

    private static String indent(Run run, Value value) {
        if (value instanceof Value.Text text) {
            return text.value();
        }
        long width = Math.max(0, Types.whole("tojson", value));
        run.spend(width);
        return " ".repeat((int) width);
    }

    /// The value as JSON; options are those of transformers' `tojson`.
    ///
    /// @throws Failure if it holds something that JSON cannot say
    static String write(Run run, Value value, Arguments arguments) {
        Json json = new Json(run, arguments.bind("tojson", "ensure_ascii", "indent", "separators", "sort_keys"));
        json.value(value, 0);
        return json.out.toString();
    }

    private void append(String text) {
        run.spend(text.length());
        out.append(text);
    }

    private void value(Value value, int level) {
        run.enter();
        switch (value) {
            case Value.None n -> append("null");
            case Value.Bool b -> append(b == Value.Bool.TRUE ? "true" : "false");
            case Value.Int i -> append(i.value().toString());
            case Value.Real r -> append(real(r.value()));
            case Value.Text t -> string(t.value());
            case Value.Listing l -> array(l.items(), level);
            case Value.Tuple t -> array(t.items(), level);
            case Value.Dict d -> object(d.entries, level);
            default -> throw Failure.value("Object of type " + Types.name(value) + " is not JSON serializable");
        }
        run.leave();
    }

    private static String real(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        return Double.isInfinite(value) ? (value > 0 ? "Infinity" : "-Infinity") : Printing.real(value);
    }

    private void array(List<Value> items, int level) {
        if (items.isEmpty()) {
            append("[]");
            return;
        }
        append("[");
        String between = "";
        for (Value item : items) {
            append(between);
            newLine(level + 1);
            value(item, level + 1);
            between = comma;
        }
        newLine(level);
        append("]");
    }

    private void object(Dictionary entries, int level) {
        if (entries.size() == 0) {
            append("{}");
            return;
        }
        List<Dictionary.Entry> all = new ArrayList<>(entries.entries());
        if (sorted) {
            all.sort((a, b) -> Equality.order(run, "<", a.key(), b.key()));
        }
        append("{");
        String between = "";
        for (Dictionary.Entry entry : all) {
            append(between);
            newLine(level + 1);
            string(key(entry.key()));
            append(colon);
            value(entry.value(), level + 1);
            between = comma;
        }
        newLine(level);
        append("}");
    }

    private static String key(Value key) {
        return switch (key) {
            case Value.Text t -> t.value();
            case Value.None n -> "null";
            case Value.Bool b -> b == Value.Bool.TRUE ? "true" : "false";
            case Value.Int i -> i.value().toString();
            case Value.Real r -> real(r.value());
            default -> throw Failure.value("keys must be str, int, float, bool or None, not " + Types.name(key));
        };
    }

    private void newLine(int level) {
        if (lines) {
            run.spend(level, indent.length());
            append("\n");
            out.append(indent.repeat(level));
        }
    }

    private void string(String text) {
        run.spend(text.length() + 2L);
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        out.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                if (c < 0x20 || (ascii && c > 0x7E)) {
                    out.append("\\u%04x".formatted((int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }
}
