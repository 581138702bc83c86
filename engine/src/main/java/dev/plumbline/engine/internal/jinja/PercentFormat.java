package dev.plumbline.engine.internal.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `format % values`, as Python has it: `%s %r %d %i %u %f %e %g %x %o %c %%`, with flags, width, precision and names.
final class PercentFormat {
    private final Run run;
    private final String format;
    private final Value values;
    private final List<Value> positional;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int used;

    private PercentFormat(Run run, String format, Value values) {
        this.run = run;
        this.format = format;
        this.values = values;
        this.positional = values instanceof Value.Tuple tuple ? tuple.items() : List.of(values);
    }

    /// @throws Failure if the format is not valid or does not fit the values
    static String format(Run run, String format, Value values) {
        PercentFormat work = new PercentFormat(run, format, values);
        run.spend(format.length());
        while (work.at < format.length()) {
            char c = format.charAt(work.at++);
            if (c == '%') {
                work.placeholder();
            } else {
                work.out.append(c);
            }
        }
        if (work.used < work.positional.size() && !subscriptable(values)) {
            throw Failure.value("not all arguments converted during string formatting");
        }
        return work.out.toString();
    }

    /// A single value that is left over is an error, unless it might have been meant for names.
    private static boolean subscriptable(Value values) {
        return switch (values) {
            case Value.Dict d -> true;
            case Value.Listing l -> true;
            case Value.Range r -> true;
            case Value.Bytes b -> true;
            case Value.Undefined u -> true;
            default -> false;
        };
    }

    /// What stands between the percent sign and the type.
    private record Layout(String flags, long width, long precision) {
        boolean has(char flag) {
            return flags.indexOf(flag) >= 0;
        }
    }

    private void placeholder() {
        @Nullable String name = peek() == '(' ? name() : null;
        int start = at;
        while ("-+ 0#".indexOf(peek()) >= 0) {
            at++;
        }
        String flags = format.substring(start, at);
        long width = size();
        long precision = -1;
        if (peek() == '.') {
            at++;
            precision = Math.max(0, size());
        }
        if (width < 0) {
            flags += "-";
            width = -width;
        }
        char type = peek();
        at++;
        if (type == '%') {
            out.append('%');
            return;
        }
        Layout layout = new Layout(flags, width, precision);
        run.spend(width);
        run.spend(Math.max(0, precision));
        convert(type, layout, name == null ? next() : named(name));
    }

    private char peek() {
        if (at >= format.length()) {
            throw Failure.value("incomplete format");
        }
        return format.charAt(at);
    }

    private String name() {
        int end = format.indexOf(')', at);
        if (end < 0) {
            throw Failure.value("incomplete format key");
        }
        String name = format.substring(at + 1, end);
        at = end + 1;
        return name;
    }

    /// A number written here, or, if a star, the next value.
    private long size() {
        if (peek() == '*') {
            at++;
            return Types.whole("%", next());
        }
        long out = 0;
        while (peek() >= '0' && peek() <= '9') {
            out = Math.min(out * 10 + (peek() - '0'), Integer.MAX_VALUE);
            at++;
        }
        return out;
    }

    private Value next() {
        if (used >= positional.size()) {
            throw Failure.value("not enough arguments for format string");
        }
        return positional.get(used++);
    }

    private Value named(String name) {
        if (!(values instanceof Value.Dict dict)) {
            throw Failure.value("format requires a mapping");
        }
        @Nullable Value found = dict.entries.get(name);
        if (found == null) {
            throw Failure.value("the format's key '" + name + "' is missing");
        }
        return found;
    }

    private void convert(char type, Layout layout, Value value) {
        switch (type) {
            case 's' -> text(Printing.string(run, value), layout);
            case 'r', 'a' -> text(Printing.representation(run, value), layout);
            case 'c' -> text(character(value), layout);
            case 'd', 'i', 'u', 'x', 'X', 'o' -> {
                BigInteger number = integer(type, value);
                String digits = NumberFormat.integer(type, number, layout.has('#'));
                number(number.signum() < 0, digits, layout);
            }
            case 'e', 'E', 'f', 'F', 'g', 'G' -> {
                double number = real(value);
                int precision = layout.precision() < 0 ? 6 : (int) layout.precision();
                boolean negative = number < 0 || (number == 0 && 1 / number < 0);
                number(negative, NumberFormat.real(type, number, precision, layout.has('#')), layout);
            }
            default -> throw Failure.value("unsupported format character '" + type + "'");
        }
    }

    private void text(String text, Layout layout) {
        int length = text.codePointCount(0, text.length());
        String cut = layout.precision() >= 0 && layout.precision() < length
                ? text.substring(0, text.offsetByCodePoints(0, (int) layout.precision()))
                : text;
        pad("", cut, ' ', layout);
    }

    private void number(boolean negative, String digits, Layout layout) {
        String sign = negative ? "-" : layout.has('+') ? "+" : layout.has(' ') ? " " : "";
        pad(sign, digits, layout.has('0') && !layout.has('-') ? '0' : ' ', layout);
    }

    private void pad(String sign, String text, char fill, Layout layout) {
        long missing = layout.width() - sign.length() - text.codePointCount(0, text.length());
        String padding = Character.toString(fill).repeat((int) Math.max(0, missing));
        run.spend(text.length());
        if (layout.has('-')) {
            out.append(sign).append(text).append(padding);
        } else if (fill == '0') {
            out.append(sign).append(padding).append(text);
        } else {
            out.append(padding).append(sign).append(text);
        }
    }

    private static String character(Value value) {
        if (value instanceof Value.Text text
                && text.value().codePointCount(0, text.value().length()) == 1) {
            return text.value();
        }
        long code = Types.whole("%c", value);
        if (code < 0 || code > Character.MAX_CODE_POINT) {
            throw Failure.value("%c requires one character");
        }
        return Character.toString((int) code);
    }

    private static BigInteger integer(char type, Value value) {
        if (value instanceof Value.Real real && "diu".indexOf(type) >= 0 && Double.isFinite(real.value())) {
            return new BigDecimal(real.value()).toBigInteger();
        }
        return Types.integer("%" + type, value);
    }

    private static double real(Value value) {
        Arithmetic.refuseUndefined(value);
        if (!Types.number(value)) {
            throw Failure.value("must be real number, not " + Types.name(value));
        }
        return Arithmetic.real(value);
    }
}
