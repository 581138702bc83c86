package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Arguments.Bound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// The methods of strings that find, cut, replace, strip and pad, as Python has them.
final class StringParts {
    static final Map<String, StringMethods.Method> METHODS = new HashMap<>();

    static {
        METHODS.put("strip", (run, s, a) -> strip(s, a.bind("strip", "chars"), true, true));
        METHODS.put("lstrip", (run, s, a) -> strip(s, a.bind("lstrip", "chars"), true, false));
        METHODS.put("rstrip", (run, s, a) -> strip(s, a.bind("rstrip", "chars"), false, true));
        METHODS.put("split", (run, s, a) -> split(s, a.bind("split", "sep", "maxsplit"), false));
        METHODS.put("rsplit", (run, s, a) -> split(s, a.bind("rsplit", "sep", "maxsplit"), true));
        METHODS.put(
                "splitlines",
                (run, s, a) -> texts(lines(s, a.bind("splitlines", "keepends").flag("keepends", false))));
        METHODS.put("partition", (run, s, a) -> partition(s, a, false));
        METHODS.put("rpartition", (run, s, a) -> partition(s, a, true));
        METHODS.put("replace", (run, s, a) -> {
            Bound bound = a.bind("replace", "old", "new", "count");
            return new Value.Text(replace(run, s, bound.text("old"), bound.text("new"), bound.number("count", -1)));
        });
        METHODS.put("startswith", (run, s, a) -> affix(s, a, "startswith", true));
        METHODS.put("endswith", (run, s, a) -> affix(s, a, "endswith", false));
        METHODS.put("removeprefix", (run, s, a) -> {
            String prefix = a.bind("removeprefix", "prefix").text("prefix");
            return new Value.Text(s.startsWith(prefix) ? s.substring(prefix.length()) : s);
        });
        METHODS.put("removesuffix", (run, s, a) -> {
            String suffix = a.bind("removesuffix", "suffix").text("suffix");
            return new Value.Text(s.endsWith(suffix) ? s.substring(0, s.length() - suffix.length()) : s);
        });
        METHODS.put("find", (run, s, a) -> Value.Int.of(find(s, a, "find", false)));
        METHODS.put("rfind", (run, s, a) -> Value.Int.of(find(s, a, "rfind", true)));
        METHODS.put("index", (run, s, a) -> found(find(s, a, "index", false)));
        METHODS.put("rindex", (run, s, a) -> found(find(s, a, "rindex", true)));
        METHODS.put("count", (run, s, a) -> count(s, a));
        StringPadding.METHODS.forEach(METHODS::put);
    }

    private StringParts() {}

    private static Value texts(List<String> parts) {
        return new Value.Listing(parts.stream().<Value>map(Value.Text::new).toList());
    }

    private static Value strip(String text, Bound bound, boolean start, boolean end) {
        IntPredicate stripped = bound.none("chars") ? Whitespace::is : in(bound.text("chars"));
        return new Value.Text(strip(text, stripped, start, end));
    }

    private static IntPredicate in(String characters) {
        return c -> characters.indexOf(c) >= 0;
    }

    static String strip(String text, String characters) {
        return strip(text, in(characters), true, true);
    }

    private static String strip(String text, IntPredicate stripped, boolean start, boolean end) {
        int from = 0;
        int to = text.length();
        while (start && from < to && stripped.test(text.codePointAt(from))) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (end && to > from && stripped.test(text.codePointBefore(to))) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    private static Value split(String text, Bound bound, boolean fromEnd) {
        long most = bound.number("maxsplit", -1);
        long limit = most < 0 ? Long.MAX_VALUE : most;
        if (bound.none("sep")) {
            return texts(fromEnd ? wordsFromEnd(text, limit) : words(text, limit));
        }
        String separator = bound.text("sep");
        if (separator.isEmpty()) {
            throw Failure.value("empty separator");
        }
        return texts(fromEnd ? splitFromEnd(text, separator, limit) : split(text, separator, limit));
    }

    private static List<String> split(String text, String separator, long limit) {
        List<String> out = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0 && out.size() < limit; at = text.indexOf(separator, from)) {
            out.add(text.substring(from, at));
            from = at + separator.length();
        }
        out.add(text.substring(from));
        return out;
    }

    static List<String> splitFromEnd(String text, String separator, long limit) {
        List<String> out = new ArrayList<>();
        int to = text.length();
        while (out.size() < limit) {
            int at = text.lastIndexOf(separator, to - separator.length());
            if (at < 0) {
                break;
            }
            out.add(text.substring(at + separator.length(), to));
            to = at;
        }
        out.add(text.substring(0, to));
        return out.reversed();
    }

    private static List<String> words(String text, long limit) {
        List<String> out = new ArrayList<>();
        String rest = Whitespace.stripStart(text);
        int at = 0;
        while (at < rest.length() && out.size() < limit) {
            int end = at;
            while (end < rest.length() && !Whitespace.is(rest.charAt(end))) {
                end++;
            }
            out.add(rest.substring(at, end));
            at = end;
            while (at < rest.length() && Whitespace.is(rest.charAt(at))) {
                at++;
            }
        }
        if (at < rest.length()) {
            out.add(rest.substring(at));
        }
        return out;
    }

    private static List<String> wordsFromEnd(String text, long limit) {
        List<String> out = new ArrayList<>();
        int to = endOfWord(text, text.length());
        while (to > 0 && out.size() < limit) {
            int from = to;
            while (from > 0 && !Whitespace.is(text.charAt(from - 1))) {
                from--;
            }
            out.add(text.substring(from, to));
            to = endOfWord(text, from);
        }
        if (to > 0) {
            out.add(text.substring(0, to));
        }
        return out.reversed();
    }

    private static int endOfWord(String text, int before) {
        int end = before;
        while (end > 0 && Whitespace.is(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /// The lines of a text, with or without their ends; an empty text has none.
    static List<String> lines(String text, boolean keepEnds) {
        List<String> out = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = from;
            while (end < text.length() && !Whitespace.endsLine(text.charAt(end))) {
                end++;
            }
            int next = text.startsWith("\r\n", end) ? end + 2 : Math.min(end + 1, text.length());
            out.add(text.substring(from, keepEnds ? next : end));
            from = next;
        }
        return out;
    }

    private static Value partition(String text, Arguments arguments, boolean last) {
        String separator = arguments.bind("partition", "sep").text("sep");
        if (separator.isEmpty()) {
            throw Failure.value("empty separator");
        }
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        List<String> parts;
        if (at >= 0) {
            parts = List.of(text.substring(0, at), separator, text.substring(at + separator.length()));
        } else {
            parts = last ? List.of("", "", text) : List.of(text, "", "");
        }
        return Value.Tuple.of(parts.stream().<Value>map(Value.Text::new).toList());
    }

    /// Replaces the first `count` places, or all if it is negative; an empty `old` is found before each character
    /// and at the end.
    static String replace(Run run, String text, String old, String with, long count) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        long done = 0;
        int at = text.indexOf(old);
        while (at >= 0 && (count < 0 || done < count)) {
            run.spend((long) with.length() + at - from);
            out.append(text, from, at).append(with);
            done++;
            from = at + old.length();
            if (old.isEmpty()) {
                if (at == text.length()) {
                    return out.toString();
                }
                int next = at + Character.charCount(text.codePointAt(at));
                out.append(text, at, next);
                from = next;
            }
            at = text.indexOf(old, from);
        }
        run.spend((long) text.length() - from);
        return out.append(text, from, text.length()).toString();
    }

    private static Value affix(String text, Arguments arguments, String name, boolean start) {
        Bound bound = arguments.bind(name, "affix", "start", "end");
        String part = part(text, bound);
        List<Value> wanted =
                bound.get("affix") instanceof Value.Tuple tuple ? tuple.items() : List.of(bound.get("affix"));
        return Value.Bool.of(wanted.stream()
                .map(value -> Types.text(name + "()", value))
                .anyMatch(affix -> start ? part.startsWith(affix) : part.endsWith(affix)));
    }

    /// The part of the text between the arguments `start` and `end`.
    private static String part(String text, Bound bound) {
        if (bound.none("start") && bound.none("end")) {
            return text;
        }
        int[] all = text.codePoints().toArray();
        int from = place(bound, "start", 0, all.length);
        int to = place(bound, "end", all.length, all.length);
        return from >= to ? "" : new String(all, from, to - from);
    }

    private static int place(Bound bound, String name, int otherwise, int length) {
        if (bound.none(name)) {
            return otherwise;
        }
        long place = bound.number(name, otherwise);
        return (int) Math.clamp(place < 0 ? Math.max(place, -length) + length : place, 0, length);
    }

    private static long find(String text, Arguments arguments, String name, boolean last) {
        Bound bound = arguments.bind(name, "sub", "start", "end");
        String part = part(text, bound);
        int at = last ? part.lastIndexOf(bound.text("sub")) : part.indexOf(bound.text("sub"));
        int skipped = place(bound, "start", 0, text.codePointCount(0, text.length()));
        return at < 0 ? -1 : part.codePointCount(0, at) + skipped;
    }

    private static Value found(long place) {
        if (place < 0) {
            throw Failure.value("substring not found");
        }
        return Value.Int.of(place);
    }

    private static Value count(String text, Arguments arguments) {
        Bound bound = arguments.bind("count", "sub", "start", "end");
        String part = part(text, bound);
        String wanted = bound.text("sub");
        if (wanted.isEmpty()) {
            return Value.Int.of(part.codePointCount(0, part.length()) + 1L);
        }
        return Value.Int.of(split(part, wanted, Long.MAX_VALUE).size() - 1L);
    }
}
