package dev.plumbline.engine.internal.jinja;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The methods of strings, as Python has them. Those about parts of strings are in [StringParts].
final class StringMethods {
    /// What a method does with the string it belongs to.
    @FunctionalInterface
    interface Method {
        Value call(Run run, String self, Arguments arguments);
    }

    private static final Map<String, Method> METHODS = new HashMap<>();

    static {
        plain("upper", s -> s.toUpperCase(Locale.ROOT));
        plain("lower", s -> s.toLowerCase(Locale.ROOT));
        plain("casefold", StringMethods::caseFolded);
        plain("capitalize", StringMethods::capitalized);
        plain("title", StringMethods::titled);
        plain("swapcase", StringMethods::swapped);
        test("isalpha", Character::isLetter);
        test("isdecimal", c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER);
        test("isdigit", StringMethods::digit);
        test("isnumeric", StringMethods::numeric);
        test("isalnum", c -> Character.isLetter(c) || numeric(c));
        test("isspace", Whitespace::is);
        METHODS.put("isascii", (run, self, a) -> truth(self.chars().allMatch(c -> c < 128)));
        METHODS.put("isprintable", (run, self, a) -> truth(self.codePoints().allMatch(Printing::printable)));
        METHODS.put("islower", (run, self, a) -> truth(isLower(self)));
        METHODS.put("isupper", (run, self, a) -> truth(isUpper(self)));
        METHODS.put(
                "istitle",
                (run, self, a) ->
                        truth(!self.isEmpty() && cased(self) && titled(self).equals(self)));
        METHODS.put("isidentifier", (run, self, a) -> truth(identifier(self)));
        METHODS.put("encode", StringMethods::encode);
        METHODS.put("join", StringMethods::join);
        METHODS.put("format", (run, self, a) -> new Value.Text(BraceFormat.format(run, self, a)));
        METHODS.put("format_map", StringMethods::formatMap);
        StringParts.METHODS.forEach(METHODS::put);
    }

    private StringMethods() {}

    /// The method of this name, bound to the string; null if strings have none such.
    static @Nullable Value bound(String self, String name) {
        @Nullable Method method = METHODS.get(name);
        return method == null
                ? null
                : new Value.Function(name, (run, arguments) -> {
                    run.spend(self.length());
                    return method.call(run, self, arguments);
                });
    }

    private static void plain(String name, java.util.function.UnaryOperator<String> change) {
        METHODS.put(name, (run, self, arguments) -> {
            arguments.bind(name);
            return new Value.Text(change.apply(self));
        });
    }

    private static void test(String name, IntPredicate holds) {
        METHODS.put(name, (run, self, arguments) -> {
            arguments.bind(name);
            return truth(!self.isEmpty() && self.codePoints().allMatch(holds));
        });
    }

    private static Value truth(boolean value) {
        return Value.Bool.of(value);
    }

    private static String caseFolded(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ');
    }

    /// The first letter in title case, the others in lower case.
    static String capitalized(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.codePointAt(0);
        int smallFirst = Character.toString(first).toLowerCase(Locale.ROOT).length();
        // in lower case as a whole, for a sigma at the end is another letter than one alone
        return titleCase(first) + text.toLowerCase(Locale.ROOT).substring(smallFirst);
    }

    private static String titleCase(int c) {
        int title = Character.toTitleCase(c);
        if (title != c || Character.isTitleCase(c)) {
            return Character.toString(title);
        }
        String upper = Character.toString(c).toUpperCase(Locale.ROOT); // of ß this is SS, whose title case is Ss
        int first = upper.codePointAt(0);
        return Character.isLetter(first) && c != 'ŉ'
                ? Character.toString(first)
                        + upper.substring(Character.charCount(first)).toLowerCase(Locale.ROOT)
                : upper;
    }

    private static String titled(String text) {
        StringBuilder out = new StringBuilder();
        StringBuilder word = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (cased(c)) {
                word.appendCodePoint(c);
            } else {
                out.append(capitalized(word.toString())).append(titleCase(c));
                word.setLength(0);
            }
        });
        return out.append(capitalized(word.toString())).toString();
    }

    private static String swapped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            String one = Character.toString(c);
            if (Character.isUpperCase(c)) {
                out.append(one.toLowerCase(Locale.ROOT));
            } else {
                out.append(Character.isTitleCase(c) ? one : one.toUpperCase(Locale.ROOT));
            }
        });
        return out.toString();
    }

    private static boolean cased(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    private static boolean cased(String text) {
        return text.codePoints().anyMatch(StringMethods::cased);
    }

    static boolean isLower(String text) {
        return cased(text) && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    static boolean isUpper(String text) {
        return cased(text) && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    private static boolean digit(int c) {
        boolean superscript = c == 0xB2 || c == 0xB3 || c == 0xB9 || c == 0x2070 || (c >= 0x2074 && c <= 0x2079);
        boolean subscript = c >= 0x2080 && c <= 0x2089;
        return Character.isDigit(c) || superscript || subscript;
    }

    private static boolean numeric(int c) {
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }

    private static boolean identifier(String text) {
        int[] all = text.codePoints().toArray();
        for (int i = 0; i < all.length; i++) {
            boolean start = all[i] == '_' || Character.isUnicodeIdentifierStart(all[i]);
            if (!start && (i == 0 || !Character.isUnicodeIdentifierPart(all[i]))) {
                return false;
            }
        }
        return all.length > 0;
    }

    private static Value encode(Run run, String self, Arguments arguments) {
        String name = arguments.bind("encode", "encoding", "errors").text("encoding", "utf-8");
        Charset charset = switch (name.toLowerCase(Locale.ROOT).replace('_', '-')) {
            case "utf-8", "utf8" -> StandardCharsets.UTF_8;
            case "ascii", "us-ascii" -> StandardCharsets.US_ASCII;
            case "latin-1", "latin1", "iso-8859-1" -> StandardCharsets.ISO_8859_1;
            default -> throw Failure.value("unknown encoding: " + name + "; use utf-8, ascii or latin-1");
        };
        if (!charset.newEncoder().canEncode(self)) {
            throw Failure.value("'" + name + "' cannot encode every character of the text");
        }
        return new Value.Bytes(new String(self.getBytes(charset), StandardCharsets.ISO_8859_1));
    }

    private static Value join(Run run, String self, Arguments arguments) {
        Value parts = arguments.bind("join", "iterable").get("iterable");
        StringBuilder out = new StringBuilder();
        String between = "";
        for (Iterator<Value> all = Types.iterate(parts); all.hasNext(); between = self) {
            String part = Types.text("join()", all.next());
            run.spend((long) part.length() + between.length());
            out.append(between).append(part);
        }
        return new Value.Text(out.toString());
    }

    private static Value formatMap(Run run, String self, Arguments arguments) {
        if (!(arguments.bind("format_map", "mapping").get("mapping") instanceof Value.Dict mapping)) {
            throw Failure.value("format_map() takes a mapping");
        }
        Map<String, Value> named = new HashMap<>();
        for (Dictionary.Entry entry : mapping.entries.entries()) {
            if (entry.key() instanceof Value.Text key) {
                named.put(key.value(), entry.value());
            }
        }
        return new Value.Text(BraceFormat.format(run, self, new Arguments(java.util.List.of(), named)));
    }
}
