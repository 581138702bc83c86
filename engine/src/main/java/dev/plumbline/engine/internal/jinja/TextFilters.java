package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Arguments.Bound;
import dev.plumbline.engine.internal.jinja.Filters.Filter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Filters that make text of text.
final class TextFilters {
    private TextFilters() {}

    static void addTo(Map<String, Filter> filters) {
        add(filters, "upper", s -> s.toUpperCase(Locale.ROOT));
        add(filters, "lower", s -> s.toLowerCase(Locale.ROOT));
        add(filters, "capitalize", StringMethods::capitalized);
        add(filters, "title", TextFilters::titled);
        add(filters, "string", s -> s);
        add(filters, "safe", s -> s);
        add(filters, "escape", TextFilters::escaped);
        add(filters, "e", TextFilters::escaped);
        add(filters, "forceescape", TextFilters::escaped);
        add(filters, "striptags", s -> HtmlText.of(s));
        filters.put("trim", (run, input, a) -> {
            Bound bound = a.bind("trim", "chars");
            String text = string(run, input);
            return text(bound.none("chars") ? Whitespace.strip(text) : StringParts.strip(text, bound.text("chars")));
        });
        filters.put("replace", (run, input, a) -> {
            Bound bound = a.bind("replace", "old", "new", "count");
            long count = bound.none("count") ? -1 : bound.number("count", -1);
            String old = Printing.string(run, bound.get("old"));
            String with = Printing.string(run, bound.get("new"));
            return text(StringParts.replace(run, string(run, input), old, with, count));
        });
        filters.put("center", (run, input, a) -> {
            long width = a.bind("center", "width").number("width", 80);
            return method(run, input, "center", Arguments.of(Value.Int.of(width)));
        });
        filters.put("format", (run, input, a) -> {
            if (!a.named().isEmpty() && !a.positional().isEmpty()) {
                throw Failure.value("format: cannot take positional and named arguments at the same time");
            }
            Dictionary named = new Dictionary();
            a.named().forEach(named::put);
            Value values = a.named().isEmpty() ? Value.Tuple.of(a.positional()) : new Value.Dict(named);
            return text(PercentFormat.format(run, string(run, input), values));
        });
        filters.put("indent", TextFilters::indent);
        filters.put("truncate", TextFilters::truncate);
        filters.put("wordwrap", TextFilters::wrap);
        filters.put("wordcount", (run, input, a) -> {
            a.bind("wordcount");
            return Value.Int.of(words(string(run, input)));
        });
        filters.put("urlencode", TextFilters::urlEncode);
    }

    private static void add(Map<String, Filter> filters, String name, UnaryOperator<String> change) {
        filters.put(name, (run, input, arguments) -> {
            arguments.bind(name);
            return text(change.apply(string(run, input)));
        });
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static String string(Run run, Value input) {
        String out = Printing.string(run, input);
        run.spend(out.length());
        return out;
    }

    private static Value method(Run run, Value input, String name, Arguments arguments) {
        return Evaluator.call(run, Access.attribute(run, text(string(run, input)), name), arguments);
    }

    /// A word begins after white space, a hyphen or an opening bracket.
    private static String titled(String text) {
        StringBuilder out = new StringBuilder();
        boolean begins = true;
        for (int c : text.codePoints().toArray()) {
            String one = Character.toString(c);
            out.append(begins ? one.toUpperCase(Locale.ROOT) : one.toLowerCase(Locale.ROOT));
            begins = c == '-' || Whitespace.is(c) || "({[<".indexOf(c) >= 0;
        }
        return out.toString();
    }

    static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\'' -> out.append("&#39;");
                case '"' -> out.append("&#34;");
                default -> out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    private static Value indent(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("indent", "width", "first", "blank");
        String indent = indentation(run, bound);
        boolean blank = bound.flag("blank", false);
        List<String> lines = StringParts.lines(string(run, input) + "\n", false);
        run.spend(lines.size(), indent.length());
        StringBuilder out = new StringBuilder(bound.flag("first", false) ? indent : "");
        for (int i = 0; i < lines.size(); i++) {
            if (i > 0) {
                out.append('\n').append(blank || !lines.get(i).isEmpty() ? indent : "");
            }
            out.append(lines.get(i));
        }
        return text(out.toString());
    }

    private static String indentation(Run run, Bound bound) {
        if (bound.has("width") && bound.get("width") instanceof Value.Text text) {
            return text.value();
        }
        long width = Math.max(0, bound.number("width", 4));
        run.spend(width);
        return " ".repeat((int) width);
    }

    private static Value truncate(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("truncate", "length", "killwords", "end", "leeway");
        String text = string(run, input);
        String end = bound.text("end", "...");
        long length = bound.number("length", 255);
        long leeway = bound.none("leeway") ? 5 : bound.number("leeway", 5);
        int size = text.codePointCount(0, text.length());
        int endSize = end.codePointCount(0, end.length());
        if (length < endSize || leeway < 0) {
            throw Failure.value("truncate: the length is less than that of the end, or the leeway below 0");
        }
        if (size - leeway <= length) {
            return text(text);
        }
        String kept = text.substring(0, text.offsetByCodePoints(0, (int) (length - endSize)));
        if (!bound.flag("killwords", false)) {
            kept = StringParts.splitFromEnd(kept, " ", 1).getFirst();
        }
        return text(kept + end);
    }

    private static Value wrap(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("wordwrap", "width", "break_long_words", "wrapstring", "break_on_hyphens");
        String end = bound.none("wrapstring") ? "\n" : bound.text("wrapstring");
        WordWrap wrap = new WordWrap(
                bound.number("width", 79), bound.flag("break_long_words", true), bound.flag("break_on_hyphens", true));
        List<String> out = new ArrayList<>();
        for (String line : StringParts.lines(string(run, input), false)) {
            out.add(String.join(end, wrap.lines(line)));
            run.spend(line.length());
        }
        return text(String.join(end, out));
    }

    private static long words(String text) {
        long out = 0;
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            boolean word = c == '_' || Character.isLetterOrDigit(c);
            out += word && !inWord ? 1 : 0;
            inWord = word;
        }
        return out;
    }

    /// A string as part of a URL's path; pairs or a mapping as its query.
    private static Value urlEncode(Run run, Value input, Arguments arguments) {
        arguments.bind("urlencode");
        if (input instanceof Value.Text || !Types.iterable(input)) {
            return text(percent(string(run, input), "/"));
        }
        Value pairs = input instanceof Value.Dict dict ? new Value.Listing(dict.entries.items()) : input;
        List<String> out = new ArrayList<>();
        for (Iterator<Value> all = Types.iterate(pairs); all.hasNext(); ) {
            List<Value> pair = Types.items(run, all.next());
            if (pair.size() != 2) {
                throw Failure.value("urlencode: expected pairs");
            }
            out.add(percent(string(run, pair.get(0)), "") + "=" + percent(string(run, pair.get(1)), ""));
        }
        return text(String.join("&", out));
    }

    private static String percent(String text, String alsoSafe) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain =
                    c < 128 && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0 || alsoSafe.indexOf(c) >= 0);
            if (plain) {
                out.append(c);
            } else if (c == ' ' && alsoSafe.isEmpty()) {
                out.append('+');
            } else {
                out.append("%%%02X".formatted((int) c));
            }
        }
        return out.toString();
    }
}
