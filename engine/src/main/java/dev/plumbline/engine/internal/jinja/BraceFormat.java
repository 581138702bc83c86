package dev.plumbline.engine.internal.jinja;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// `format.format(…)`, as Python has it: `{}`, `{0}`, `{name.attribute[key]!r:>8.2f}`.
final class BraceFormat {
    private final Run run;
    private final String format;
    private final Arguments arguments;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int used;

    private BraceFormat(Run run, String format, Arguments arguments) {
        this.run = run;
        this.format = format;
        this.arguments = arguments;
    }

    /// @throws Failure if the format is not valid or does not fit the values
    static String format(Run run, String format, Arguments arguments) {
        BraceFormat work = new BraceFormat(run, format, arguments);
        while (work.at < format.length()) {
            char c = format.charAt(work.at++);
            boolean doubled = work.at < format.length() && format.charAt(work.at) == c;
            if ((c == '{' || c == '}') && doubled) {
                work.out.append(c);
                work.at++;
            } else if (c == '{') {
                work.field();
            } else if (c == '}') {
                throw Failure.value("single '}' encountered in format string");
            } else {
                work.out.append(c);
            }
        }
        return work.out.toString();
    }

    private void field() {
        int end = format.indexOf('}', at);
        int open = format.indexOf('{', at);
        if (end < 0 || (open >= 0 && open < end)) {
            throw Failure.value("a field in the format string is not closed, or holds another one");
        }
        String field = format.substring(at, end);
        at = end + 1;
        int colon = field.indexOf(':');
        String spec = colon < 0 ? "" : field.substring(colon + 1);
        String rest = colon < 0 ? field : field.substring(0, colon);
        int mark = rest.indexOf('!');
        Value value = value(mark < 0 ? rest : rest.substring(0, mark));
        if (mark >= 0) {
            value = switch (rest.substring(mark)) {
                case "!s" -> new Value.Text(Printing.string(run, value));
                case "!r", "!a" -> new Value.Text(Printing.representation(run, value));
                default -> throw Failure.value("unknown conversion " + rest.substring(mark));
            };
        }
        String text = apply(value, spec);
        run.spend(text.length());
        out.append(text);
    }

    private Value value(String path) {
        int end = 0;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        Value value = first(path.substring(0, end));
        while (end < path.length()) {
            boolean item = path.charAt(end) == '[';
            int stop = item ? path.indexOf(']', end) : end + 1;
            if (stop < 0) {
                throw Failure.value("missing ']' in format string");
            }
            while (!item && stop < path.length() && path.charAt(stop) != '.' && path.charAt(stop) != '[') {
                stop++;
            }
            String name = path.substring(end + 1, stop);
            value = item ? Access.item(run, value, key(name)) : Access.attribute(run, value, name);
            end = item ? stop + 1 : stop;
        }
        return value;
    }

    private static boolean digits(String text) {
        return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Value key(String name) {
        return digits(name) ? Value.Int.of(Integer.parseInt(name)) : new Value.Text(name);
    }

    private Value first(String name) {
        if (!name.isEmpty() && !digits(name)) {
            @Nullable Value found = arguments.named().get(name);
            if (found == null) {
                throw Failure.value("the format's key '" + name + "' is missing");
            }
            return found;
        }
        int index = name.isEmpty() ? used++ : Integer.parseInt(name);
        if (index >= arguments.positional().size()) {
            throw Failure.value("replacement index " + index + " out of range");
        }
        return arguments.positional().get(index);
    }

    private String apply(Value value, String spec) {
        if (spec.isEmpty()) {
            return Printing.string(run, value);
        }
        FormatSpec parsed = FormatSpec.parse(spec);
        run.spend(parsed.width());
        run.spend(Math.max(0, parsed.precision()));
        char type = parsed.type();
        if (value instanceof Value.Text text && (type == FormatSpec.NONE || type == 's')) {
            int length = text.value().codePointCount(0, text.value().length());
            int keep = parsed.precision() < 0 ? length : (int) Math.min(length, parsed.precision());
            return parsed.pad("", text.value().substring(0, text.value().offsetByCodePoints(0, keep)), '<');
        }
        if (!Types.number(value)) {
            throw Failure.value("a format does not fit a value of type '" + Types.name(value) + "'");
        }
        boolean real = value instanceof Value.Real || "eEfFgG%".indexOf(type) >= 0;
        return real ? real(Arithmetic.real(value), parsed) : integer(Types.integer("format", value), parsed);
    }

    private static String integer(BigInteger value, FormatSpec spec) {
        char type = spec.type() == FormatSpec.NONE ? 'd' : spec.type();
        if (spec.precision() >= 0) {
            throw Failure.value("precision not allowed in integer format specifier");
        }
        if ("dxXob".indexOf(type) < 0) {
            throw Failure.value("unknown format code '" + type + "' for object of type 'int'");
        }
        String digits = NumberFormat.integer(type, value, spec.alternate());
        return spec.pad(spec.sign(value.signum() < 0), spec.grouped(digits), '>');
    }

    private static String real(double value, FormatSpec spec) {
        boolean negative = value < 0 || (value == 0 && 1 / value < 0);
        String sign = spec.sign(negative);
        int precision = spec.precision() < 0 ? 6 : (int) spec.precision();
        String digits = switch (spec.type()) {
            case FormatSpec.NONE ->
                spec.precision() < 0 ? Printing.real(Math.abs(value)) : NumberFormat.brief(value, precision);
            case '%' -> NumberFormat.real('f', value * 100, precision, false) + "%";
            case 'e', 'E', 'f', 'F', 'g', 'G' -> NumberFormat.real(spec.type(), value, precision, spec.alternate());
            default -> throw Failure.value("unknown format code '" + spec.type() + "' for object of type 'float'");
        };
        return spec.pad(sign, spec.grouped(digits), '>');
    }
}
