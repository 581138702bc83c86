package dev.plumbline.engine.internal.jinja;

/// What follows the colon in a field of a brace format: `[[fill]align][sign][#][0][width][,][.precision][type]`.
///
/// @param align `<`, `>`, `^`, `=`, or [#NONE]
/// @param precision -1 if none is given
/// @param group the sign between groups of three digits, or [#NONE]
/// @param type such as `f`, or [#NONE]
record FormatSpec(
        int fill, char align, char plus, boolean alternate, long width, char group, long precision, char type) {

    /// What stands where nothing is given.
    static final char NONE = '\0';

    static FormatSpec parse(String spec) {
        return new Parser(spec).parse();
    }

    private static final class Parser {
        private final String spec;
        private int at;

        Parser(String spec) {
            this.spec = spec;
        }

        FormatSpec parse() {
            int fill = ' ';
            char align = NONE;
            int first = spec.codePointAt(0);
            int after = Character.charCount(first);
            if (after < spec.length() && "<>^=".indexOf(spec.charAt(after)) >= 0) {
                fill = first;
                align = spec.charAt(after);
                at = after + 1;
            } else {
                align = take("<>^=");
            }
            char plus = take("+- ");
            boolean alternate = take("#") == '#';
            boolean zero = take("0") == '0';
            if (zero && align == NONE) {
                fill = '0';
                align = '=';
            }
            long width = Math.max(0, number());
            char group = take(",_");
            long precision = take(".") == '.' ? number() : -1;
            char type = at < spec.length() ? spec.charAt(at++) : NONE;
            if (at < spec.length()) {
                throw Failure.value("invalid format specifier '" + spec + "'");
            }
            return new FormatSpec(fill, align, plus, alternate, width, group, precision, type);
        }

        private char take(String any) {
            boolean here = at < spec.length() && any.indexOf(spec.charAt(at)) >= 0;
            return here ? spec.charAt(at++) : NONE;
        }

        private long number() {
            long out = -1;
            while (at < spec.length() && spec.charAt(at) >= '0' && spec.charAt(at) <= '9') {
                out = Math.min(Math.max(0, out) * 10 + (spec.charAt(at++) - '0'), Integer.MAX_VALUE);
            }
            return out;
        }
    }

    String sign(boolean negative) {
        return negative ? "-" : plus == NONE || plus == '-' ? "" : Character.toString(plus);
    }

    String pad(String sign, String text, char otherwise) {
        long missing = width - sign.length() - text.codePointCount(0, text.length());
        int count = (int) Math.max(0, missing);
        String padding = Character.toString(fill);
        return switch (align == NONE ? otherwise : align) {
            case '<' -> sign + text + padding.repeat(count);
            case '^' -> padding.repeat(count / 2) + sign + text + padding.repeat(count - count / 2);
            case '=' -> sign + padding.repeat(count) + text;
            default -> padding.repeat(count) + sign + text;
        };
    }

    /// The digits before the point in groups of three.
    String grouped(String digits) {
        int end = 0;
        while (end < digits.length() && Character.isDigit(digits.charAt(end))) {
            end++;
        }
        if (group == NONE || end <= 3) {
            return digits;
        }
        StringBuilder out = new StringBuilder(digits);
        for (int i = end - 3; i > 0; i -= 3) {
            out.insert(i, group);
        }
        return out.toString();
    }
}
