package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Cuts the inside of one tag into names, numbers, strings and operators, up to the tag's end.
final class TagLexer {
    private static final List<String> OPERATORS = List.of(
            "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
            "=", ".", ":", "|", ",", ";");

    private final String source;
    private final LineCounter lines;
    private final Kind end;
    private final String closing;
    private final List<Token> tokens;
    private final Deque<Character> open = new ArrayDeque<>();
    private int at;
    private char sign = ' ';

    TagLexer(String source, int at, LineCounter lines, Kind end, List<Token> tokens) {
        this.source = source;
        this.at = at;
        this.lines = lines;
        this.end = end;
        this.closing = end == Kind.BLOCK_END ? "%}" : "}}";
        this.tokens = tokens;
    }

    /// The sign that the tag's end carries: `-`, `+` or a space.
    char sign() {
        return sign;
    }

    /// The index after the tag's end.
    int run() {
        int begin = lines.at(at);
        while (at < source.length()) {
            if (open.isEmpty() && ends()) {
                return at;
            }
            char c = source.charAt(at);
            if (Whitespace.is(c)) {
                at++;
            } else if (c >= '0' && c <= '9') {
                number();
            } else if (c == '_' || Character.isUnicodeIdentifierStart(source.codePointAt(at))) {
                name();
            } else if (c == '\'' || c == '"') {
                string(c);
            } else {
                operator();
            }
        }
        throw new SyntaxFailure(begin, "a tag is not closed; end it with " + closing);
    }

    private boolean ends() {
        char c = source.charAt(at);
        boolean signed = c == '-' || (c == '+' && end == Kind.BLOCK_END);
        if (!source.startsWith(closing, at + (signed ? 1 : 0))) {
            return false;
        }
        sign = signed ? c : ' ';
        add(end, closing);
        at += signed ? 3 : 2;
        return true;
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, lines.at(at)));
    }

    private void name() {
        int stop = at;
        while (stop < source.length() && Character.isUnicodeIdentifierPart(source.codePointAt(stop))) {
            stop += Character.charCount(source.codePointAt(stop));
        }
        add(Kind.NAME, source.substring(at, stop));
        at = stop;
    }

    private void string(char quote) {
        int stop = at + 1;
        while (stop < source.length() && source.charAt(stop) != quote) {
            stop += source.charAt(stop) == '\\' ? 2 : 1;
        }
        if (stop >= source.length()) {
            throw new SyntaxFailure(lines.at(at), "a string is not closed; end it with " + quote);
        }
        add(Kind.STRING, StringLiteral.unescape(source.substring(at + 1, stop), lines.at(at)));
        at = stop + 1;
    }

    private void operator() {
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                balance(operator.charAt(0));
                add(Kind.OPERATOR, operator);
                at += operator.length();
                return;
            }
        }
        throw new SyntaxFailure(
                lines.at(at), "unexpected character '" + Character.toString(source.codePointAt(at)) + "'");
    }

    private void balance(char c) {
        switch (c) {
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                if (open.isEmpty()) {
                    throw new SyntaxFailure(lines.at(at), "unexpected '" + c + "'");
                }
                char expected = open.pop();
                if (expected != c) {
                    throw new SyntaxFailure(lines.at(at), "unexpected '" + c + "', expected '" + expected + "'");
                }
            }
            default -> {}
        }
    }

    /// A whole number (`12`, `1_000`, `0x1f`, `0o17`, `0b1`) or a float; after a dot, as in `l.0.1`, never a float.
    private void number() {
        int radix = radix();
        if (radix > 0) {
            int stop = digits(at + 2, radix);
            add(Kind.INTEGER, source.substring(at, stop));
            at = stop;
            return;
        }
        int whole = digits(at, 10);
        int stop = at > 0 && source.charAt(at - 1) == '.' ? whole : exponent(fraction(whole));
        if (stop > whole) {
            add(Kind.FLOAT, source.substring(at, stop));
            at = stop;
            return;
        }
        if (source.charAt(at) == '0') { // a further digit begins a new number, which the parser refuses
            whole = at;
            while (whole < source.length() && "0_".indexOf(source.charAt(whole)) >= 0) {
                whole++;
            }
        }
        add(Kind.INTEGER, source.substring(at, whole));
        at = whole;
    }

    private int radix() {
        if (source.charAt(at) != '0' || at + 2 >= source.length()) {
            return 0;
        }
        int radix = switch (source.charAt(at + 1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 0;
        };
        return radix > 0 && digits(at + 2, radix) > at + 2 ? radix : 0;
    }

    private int fraction(int from) {
        boolean dot = from < source.length() && source.charAt(from) == '.';
        int stop = dot ? digits(from + 1, 10) : from;
        return stop > from + 1 ? stop : from;
    }

    private int exponent(int from) {
        if (from >= source.length() || "eE".indexOf(source.charAt(from)) < 0) {
            return from;
        }
        boolean signed = from + 1 < source.length() && "+-".indexOf(source.charAt(from + 1)) >= 0;
        int first = from + (signed ? 2 : 1);
        int stop = digits(first, 10);
        return stop > first ? stop : from;
    }

    /// The end of a run of digits, between which single underscores may stand.
    private int digits(int from, int radix) {
        int stop = from;
        while (stop < source.length()) {
            char c = source.charAt(stop);
            boolean joins = c == '_' && stop + 1 < source.length() && digit(source.charAt(stop + 1), radix);
            if (!digit(c, radix) && !(joins && stop > from)) {
                break;
            }
            stop++;
        }
        return stop;
    }

    private static boolean digit(char c, int radix) {
        return c < 128 && Character.digit(c, radix) >= 0;
    }
}
