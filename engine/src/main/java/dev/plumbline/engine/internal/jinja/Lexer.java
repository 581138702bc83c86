package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/// Cuts a template into text and tags, and trims the text as the signs in the tags and transformers' settings ask:
/// the line break after a block is dropped (`trim_blocks`), and so is the indentation before one (`lstrip_blocks`).
final class Lexer {
    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private final LineCounter lines;
    private int at;
    private boolean lineStarts = true;

    private Lexer(String source) {
        this.source = source;
        this.lines = new LineCounter(source);
    }

    /// @throws SyntaxFailure if a tag, a string or a bracket is not closed, or holds an unknown character
    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(normalized(source));
        lexer.run();
        return lexer.tokens;
    }

    /// All line ends become `\n`, and one at the very end is dropped.
    private static String normalized(String source) {
        String out = source.replace("\r\n", "\n").replace('\r', '\n');
        return out.endsWith("\n") ? out.substring(0, out.length() - 1) : out;
    }

    private void run() {
        while (at < source.length()) {
            int tag = nextTag();
            if (tag < 0) {
                data(source.substring(at));
                at = source.length();
            } else {
                tag(tag);
            }
        }
        tokens.add(new Token(Kind.END, "", lines.at(source.length())));
    }

    private int nextTag() {
        for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
            if (i + 1 < source.length() && "%{#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private void tag(int begin) {
        char kind = source.charAt(begin + 1);
        int line = lines.at(begin);
        char sign = begin + 2 < source.length() ? source.charAt(begin + 2) : ' ';
        boolean signed = sign == '-' || sign == '+';
        data(trimmed(source.substring(at, begin), signed ? sign : ' ', kind != '{'));
        at = begin + (signed ? 3 : 2);
        lineStarts = false;
        switch (kind) {
            case '#' -> comment(line);
            case '{' -> {
                tokens.add(new Token(Kind.VARIABLE_BEGIN, "{{", line));
                inside(Kind.VARIABLE_END);
            }
            default -> {
                if (!raw(line)) {
                    tokens.add(new Token(Kind.BLOCK_BEGIN, "{%", line));
                    inside(Kind.BLOCK_END);
                }
            }
        }
    }

    private void data(String text) {
        if (!text.isEmpty()) {
            tokens.add(new Token(Kind.DATA, text, lines.at(at)));
        }
    }

    /// The text before a tag: a minus takes all white space, a plus keeps it, and otherwise the indentation goes
    /// if the tag is the first thing on its line.
    private String trimmed(String text, char sign, boolean indentationGoes) {
        if (sign == '-') {
            return Whitespace.stripEnd(text);
        }
        int start = text.lastIndexOf('\n') + 1;
        boolean firstOnLine = start > 0 || lineStarts;
        if (sign == '+' || !indentationGoes || !firstOnLine) {
            return text;
        }
        return Whitespace.strip(text.substring(start)).isEmpty() ? text.substring(0, start) : text;
    }

    private void comment(int line) {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw new SyntaxFailure(line, "a comment is not closed; end it with #}");
        }
        char sign = end > at ? source.charAt(end - 1) : ' ';
        close(end + 2, sign);
    }

    /// Goes on after a tag that ends here, dropping what its sign or `trim_blocks` says.
    private void close(int end, char sign) {
        at = end;
        if (sign == '-') {
            while (at < source.length() && Whitespace.is(source.charAt(at))) {
                at++;
            }
        } else if (sign != '+' && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
        lineStarts = source.charAt(at - 1) == '\n';
    }

    /// Takes `raw … endraw` if it begins here, right after the block's begin and sign.
    private boolean raw(int line) {
        int name = skipSpace(at);
        int close = skipSpace(name + 3);
        if (!source.startsWith("raw", name)) {
            return false;
        }
        boolean minus = source.startsWith("-%}", close);
        if (!minus && !source.startsWith("%}", close)) {
            return false;
        }
        at = close + (minus ? 3 : 2);
        if (minus) {
            at = skipSpace(at);
        }
        lineStarts = source.charAt(at - 1) == '\n';
        endRaw(line);
        return true;
    }

    private void endRaw(int line) {
        for (int begin = source.indexOf("{%", at); begin >= 0; begin = source.indexOf("{%", begin + 1)) {
            char sign = begin + 2 < source.length() ? source.charAt(begin + 2) : ' ';
            boolean signed = sign == '-' || sign == '+';
            int name = skipSpace(begin + (signed ? 3 : 2));
            int close = skipSpace(name + 6);
            if (!source.startsWith("endraw", name)) {
                continue;
            }
            char last = close < source.length() ? source.charAt(close) : ' ';
            boolean lastSigned = last == '-' || last == '+';
            if (source.startsWith("%}", close + (lastSigned ? 1 : 0))) {
                data(trimmed(source.substring(at, begin), signed ? sign : ' ', true));
                close(close + (lastSigned ? 3 : 2), last);
                return;
            }
        }
        throw new SyntaxFailure(line, "a raw block is not closed; end it with {% endraw %}");
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < source.length() && Whitespace.is(source.charAt(i))) {
            i++;
        }
        return i;
    }

    /// Takes the tokens of a tag up to and including its end.
    private void inside(Kind end) {
        TagLexer tag = new TagLexer(source, at, lines, end, tokens);
        int after = tag.run();
        if (end == Kind.BLOCK_END) {
            close(after, tag.sign());
            return;
        }
        at = tag.sign() == '-' ? skipSpace(after) : after;
        lineStarts = source.charAt(at - 1) == '\n';
    }
}
