package dev.plumbline.engine.internal.jinja;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/// How values print: as Python's `str` and `repr` do.
final class Printing {
    private Printing() {}

    /// `str(value)`; undefined prints as nothing.
    static String string(Run run, Value value) {
        return switch (value) {
            case Value.Text t -> t.value();
            case Value.Undefined u -> "";
            default -> {
                StringBuilder out = new StringBuilder();
                represent(run, value, out);
                yield out.toString();
            }
        };
    }

    /// `repr(value)`.
    static String representation(Run run, Value value) {
        StringBuilder out = new StringBuilder();
        represent(run, value, out);
        return out.toString();
    }

    private static void represent(Run run, Value value, StringBuilder out) {
        run.enter();
        int before = out.length();
        switch (value) {
            case Value.Undefined u -> out.append("Undefined");
            case Value.None n -> out.append("None");
            case Value.Bool b -> out.append(b == Value.Bool.TRUE ? "True" : "False");
            case Value.Int i -> out.append(i.value());
            case Value.Real r -> out.append(real(r.value()));
            case Value.Text t -> quote(t.value(), out);
            case Value.Bytes b -> bytes(b.value(), out);
            case Value.Listing l -> listed(run, l.items(), "[", "]", out);
            case Value.Tuple t -> listed(run, t.items(), "(", t.items().size() == 1 ? ",)" : ")", out);
            case Value.View v -> listed(run, v.items(), v.kind() + "([", "])", out);
            case Value.Dict d -> dictionary(run, d.entries, out);
            case Value.Range r ->
                out.append("range(")
                        .append(r.start())
                        .append(", ")
                        .append(r.stop())
                        .append(r.step() == 1 ? ")" : ", " + r.step() + ")");
            case Value.Generator g -> out.append("<generator object>");
            case Value.Instance i -> out.append(i.printed(run));
        }
        run.spend(out.length() - before);
        run.leave();
    }

    private static void listed(Run run, List<Value> items, String begin, String end, StringBuilder out) {
        out.append(begin);
        for (Iterator<Value> all = items.iterator(); all.hasNext(); ) {
            represent(run, all.next(), out);
            out.append(all.hasNext() ? ", " : "");
        }
        out.append(end);
    }

    private static void dictionary(Run run, Dictionary entries, StringBuilder out) {
        out.append('{');
        String comma = "";
        for (Dictionary.Entry entry : entries.entries()) {
            out.append(comma);
            represent(run, entry.key(), out);
            out.append(": ");
            represent(run, entry.value(), out);
            comma = ", ";
        }
        out.append('}');
    }

    /// The shortest decimal that gives the same double, with an exponent below 1e-4 and from 1e16 on.
    static String real(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = exact.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        return NumberFormat.scientific(exact, exponent);
    }

    /// A string in quotes: single ones, unless it holds such and no double ones.
    static void quote(String text, StringBuilder out) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        text.codePoints().forEach(c -> {
            if (c == quote || c == '\\') {
                out.append('\\').append((char) c);
            } else if (printable(c)) {
                out.appendCodePoint(c);
            } else {
                escape(c, out);
            }
        });
        out.append(quote);
    }

    private static void escape(int c, StringBuilder out) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append((c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
        }
    }

    /// Whether Python's `str.isprintable` holds for the code point.
    static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    private static void bytes(String bytes, StringBuilder out) {
        char quote = bytes.indexOf('\'') >= 0 && bytes.indexOf('"') < 0 ? '"' : '\'';
        out.append('b').append(quote);
        bytes.chars().forEach(c -> {
            if (c == quote || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c >= 0x20 && c < 0x7F) {
                out.append((char) c);
            } else {
                escape(c, out);
            }
        });
        out.append(quote);
    }
}
