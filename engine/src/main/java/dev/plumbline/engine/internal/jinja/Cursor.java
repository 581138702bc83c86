package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Token.Kind;
import java.util.List;

/// Walks over the tokens of a template, and keeps count of how deeply what is being parsed is nested.
final class Cursor {
    /// Deeper than any honest template, shallow enough for any thread's stack.
    private static final int DEEPEST = 100;

    private final List<Token> tokens;
    private int at;
    private int depth;

    Cursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(at);
    }

    Token ahead() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    int line() {
        return current().line();
    }

    Token next() {
        Token token = current();
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    boolean skip(Kind kind, String text) {
        boolean here = current().is(kind, text);
        if (here) {
            next();
        }
        return here;
    }

    boolean skipOperator(String text) {
        return skip(Kind.OPERATOR, text);
    }

    boolean skipName(String text) {
        return skip(Kind.NAME, text);
    }

    Token expect(Kind kind) {
        if (current().kind() != kind) {
            throw failure("expected " + new Token(kind, kind.name().toLowerCase(java.util.Locale.ROOT), 0).shown()
                    + ", found " + current().shown());
        }
        return next();
    }

    void expectOperator(String text) {
        if (!skipOperator(text)) {
            throw failure("expected '" + text + "', found " + current().shown());
        }
    }

    void expectName(String text) {
        if (!skipName(text)) {
            throw failure("expected '" + text + "', found " + current().shown());
        }
    }

    SyntaxFailure failure(String message) {
        return new SyntaxFailure(line(), message);
    }

    /// Enters a nested construct; [#leave] must follow.
    void enter() {
        if (++depth > DEEPEST) {
            throw SyntaxFailure.tooDeep(line());
        }
    }

    void leave() {
        depth--;
    }
}
