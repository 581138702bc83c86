package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Arguments.Bound;
import dev.plumbline.engine.internal.jinja.Filters.Filter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Filters that make numbers, or text of numbers.
final class NumberFilters {
    private static final Pattern REAL =
            Pattern.compile("[+-]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+(_\\d+)*)?");
    private static final Pattern WHOLE = Pattern.compile("[\\p{Nd}a-z]+(_[\\p{Nd}a-z]+)*");
    private static final int LONGEST = 400;

    private NumberFilters() {}

    static void addTo(Map<String, Filter> filters) {
        filters.put("abs", (run, input, a) -> {
            a.bind("abs");
            Arithmetic.refuseUndefined(input);
            if (!Types.number(input)) {
                throw Failure.value("bad operand type for abs(): '" + Types.name(input) + "'");
            }
            return input instanceof Value.Real real
                    ? new Value.Real(Math.abs(real.value()))
                    : new Value.Int(Types.integer("abs", input).abs());
        });
        filters.put("int", NumberFilters::integer);
        filters.put("float", NumberFilters::real);
        filters.put("round", NumberFilters::round);
        filters.put("filesizeformat", NumberFilters::fileSize);
    }

    private static Value integer(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("int", "default", "base");
        Arithmetic.refuseUndefined(input);
        Value otherwise = bound.get("default", Value.Int.of(0));
        long base = bound.number("base", 10);
        Optional<BigInteger> found = switch (input) {
            case Value.Text text -> whole(text.value(), base).or(() -> cut(parse(text.value())));
            case Value.Real real -> cut(Optional.of(real.value()));
            case Value.Int number -> Optional.of(number.value());
            case Value.Bool bool -> Optional.of(BigInteger.valueOf(bool.number()));
            default -> Optional.empty();
        };
        return found.filter(value -> value.bitLength() <= Arithmetic.MOST_BITS)
                .<Value>map(Value.Int::new)
                .orElse(otherwise);
    }

    private static Optional<BigInteger> cut(Optional<Double> value) {
        return value.filter(Double::isFinite).map(real -> new BigDecimal(real).toBigInteger());
    }

    /// A whole number as Python's `int(text, base)` reads it.
    private static Optional<BigInteger> whole(String text, long base) {
        String bare = Whitespace.strip(text).toLowerCase(Locale.ROOT);
        boolean minus = bare.startsWith("-");
        String digits = minus || bare.startsWith("+") ? bare.substring(1) : bare;
        long radix = base;
        for (String prefix : new String[] {"0x", "0o", "0b"}) {
            long meant = prefix.equals("0x") ? 16 : prefix.equals("0o") ? 8 : 2;
            if (digits.startsWith(prefix) && (base == meant || base == 0)) {
                digits = digits.substring(2);
                radix = meant;
            }
        }
        radix = radix == 0 ? 10 : radix;
        if (radix < 2
                || radix > 36
                || digits.length() > LONGEST
                || !WHOLE.matcher(digits).matches()) {
            return Optional.empty();
        }
        int by = (int) radix;
        String plain = digits.replace("_", "");
        if (plain.chars().anyMatch(c -> Character.digit(c, by) < 0)) {
            return Optional.empty();
        }
        BigInteger value = new BigInteger(plain, by); // digits of every script, as in Python
        return Optional.of(minus ? value.negate() : value);
    }

    /// A float as Python's `float(text)` reads it.
    private static Optional<Double> parse(String text) {
        String bare = Whitespace.strip(text).toLowerCase(Locale.ROOT);
        String size = bare.startsWith("-") || bare.startsWith("+") ? bare.substring(1) : bare;
        double sign = bare.startsWith("-") ? -1 : 1;
        if (size.equals("inf") || size.equals("infinity")) {
            return Optional.of(sign * Double.POSITIVE_INFINITY);
        }
        if (size.equals("nan")) {
            return Optional.of(Double.NaN);
        }
        boolean valid = bare.length() <= LONGEST && REAL.matcher(bare).matches();
        return valid ? Optional.of(Double.parseDouble(bare.replace("_", ""))) : Optional.empty();
    }

    private static Value real(Run run, Value input, Arguments arguments) {
        Value otherwise = arguments.bind("float", "default").get("default", new Value.Real(0));
        Arithmetic.refuseUndefined(input);
        if (input instanceof Value.Text text) {
            return parse(text.value()).<Value>map(Value.Real::new).orElse(otherwise);
        }
        return Types.number(input) ? new Value.Real(Arithmetic.real(input)) : otherwise;
    }

    /// Python's rounding: to the nearest, halves to even, judged by the float's exact value.
    private static Value round(Run run, Value input, Arguments arguments) {
        Bound bound = arguments.bind("round", "precision", "method");
        Arithmetic.refuseUndefined(input);
        long precision = Math.clamp(bound.number("precision", 0), -400, 400);
        String method = bound.text("method", "common");
        if (!Types.number(input)) {
            throw Failure.value("type " + Types.name(input) + " doesn't define __round__ method");
        }
        double value = Arithmetic.real(input);
        double scale = Math.pow(10, (double) precision);
        return switch (method) {
            case "common" -> {
                if (!(input instanceof Value.Real)) {
                    BigDecimal exact = new BigDecimal(Types.integer("round", input));
                    int digits = (int) Math.min(0, precision);
                    yield new Value.Int(
                            exact.setScale(digits, RoundingMode.HALF_EVEN).toBigInteger());
                }
                yield new Value.Real(Double.isFinite(value) ? rounded(value, (int) precision) : value);
            }
            case "ceil" -> new Value.Real(Math.ceil(value * scale) / scale);
            case "floor" -> new Value.Real(Math.floor(value * scale) / scale);
            default -> throw Failure.value("round: the method must be common, ceil or floor");
        };
    }

    private static double rounded(double value, int precision) {
        BigDecimal out = new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN);
        return Math.copySign(out.doubleValue(), value);
    }

    private static Value fileSize(Run run, Value input, Arguments arguments) {
        boolean binary = arguments.bind("filesizeformat", "binary").flag("binary", false);
        if (!(real(run, input, Arguments.of(Value.None.NONE)) instanceof Value.Real real)) {
            throw Failure.value("filesizeformat: expected a number, got '" + Types.name(input) + "'");
        }
        double size = real.value();
        int base = binary ? 1024 : 1000;
        if (size == 1) {
            return new Value.Text("1 Byte");
        }
        if (size < base) {
            return new Value.Text((long) size + " Bytes");
        }
        String prefixes = binary ? "KMGTPEZY" : "kMGTPEZY";
        int step = 0;
        double unit = base;
        while (step < prefixes.length() - 1 && size >= unit * base) {
            unit *= base;
            step++;
        }
        String number = NumberFormat.real('f', size / unit, 1, false);
        return new Value.Text(number + " " + prefixes.charAt(step) + (binary ? "iB" : "B"));
    }
}
