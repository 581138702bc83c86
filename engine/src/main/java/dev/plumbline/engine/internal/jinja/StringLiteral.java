package dev.plumbline.engine.internal.jinja;

import java.util.HexFormat;

/// Resolves the escapes of a string in a tag, as Python does: `\n`, hexadecimal, octal and Unicode ones, a line
/// continued by a backslash; a backslash before any other character stays.
final class StringLiteral {
    private final String raw;
    private final int line;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private StringLiteral(String raw, int line) {
        this.raw = raw;
        this.line = line;
    }

    static String unescape(String raw, int line) {
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringLiteral literal = new StringLiteral(raw, line);
        while (literal.at < raw.length()) {
            literal.step();
        }
        return literal.out.toString();
    }

    private void step() {
        char c = raw.charAt(at++);
        if (c != '\\' || at == raw.length()) {
            out.append(c);
            return;
        }
        char escape = raw.charAt(at++);
        switch (escape) {
            case '\n' -> {}
            case '\\', '\'', '"' -> out.append(escape);
            case 'a' -> out.append('\u0007');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'v' -> out.append('\u000b');
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            case 'N' -> named();
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal();
            default -> out.append('\\').append(escape);
        }
    }

    private void hex(int digits) {
        if (at + digits > raw.length()
                || !raw.substring(at, at + digits).chars().allMatch(HexFormat::isHexDigit)) {
            throw new SyntaxFailure(line, "an escape in a string needs " + digits + " hexadecimal digits");
        }
        long code = HexFormat.fromHexDigitsToLong(raw, at, at + digits);
        if (code > Character.MAX_CODE_POINT) {
            throw new SyntaxFailure(line, "an escape in a string names no character");
        }
        out.appendCodePoint((int) code);
        at += digits;
    }

    private void octal() {
        int start = --at;
        while (at < raw.length() && at < start + 3 && raw.charAt(at) >= '0' && raw.charAt(at) <= '7') {
            at++;
        }
        out.append((char) Integer.parseInt(raw, start, at, 8));
    }

    private void named() {
        int end = raw.indexOf('}', at);
        if (at == raw.length() || raw.charAt(at) != '{' || end < 0) {
            throw new SyntaxFailure(line, "an escape in a string needs a character's name in braces");
        }
        try {
            out.appendCodePoint(Character.codePointOf(raw.substring(at + 1, end)));
        } catch (IllegalArgumentException e) {
            throw new SyntaxFailure(line, "an escape in a string names no character");
        }
        at = end + 1;
    }
}
