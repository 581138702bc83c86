package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Expr.ArgumentList;
import dev.plumbline.engine.internal.jinja.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Parses what binds tightest: names, literals, brackets, subscripts and calls.
final class PrimaryParser {
    private final Cursor cursor;
    private final NameUses uses;
    private final ExpressionParser expressions;

    PrimaryParser(Cursor cursor, NameUses uses, ExpressionParser expressions) {
        this.cursor = cursor;
        this.uses = uses;
        this.expressions = expressions;
    }

    Expr primary() {
        Token token = cursor.current();
        return switch (token.kind()) {
            case NAME -> name(cursor.next());
            case STRING -> string();
            case INTEGER -> new Expr.Constant(cursor.next().line(), integer(token));
            case FLOAT ->
                new Expr.Constant(
                        cursor.next().line(),
                        new Value.Real(Double.parseDouble(token.text().replace("_", ""))));
            case OPERATOR -> bracket(token);
            case DATA, BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, END -> throw unexpected(token);
        };
    }

    private SyntaxFailure unexpected(Token token) {
        return cursor.failure("expected an expression, found " + token.shown());
    }

    private Expr name(Token token) {
        return switch (token.text()) {
            case "true", "True" -> new Expr.Constant(token.line(), Value.Bool.TRUE);
            case "false", "False" -> new Expr.Constant(token.line(), Value.Bool.FALSE);
            case "none", "None" -> new Expr.Constant(token.line(), Value.None.NONE);
            default -> {
                uses.read(token.text());
                yield new Expr.Name(token.line(), token.text());
            }
        };
    }

    private Expr string() {
        int line = cursor.line();
        StringBuilder text = new StringBuilder();
        while (cursor.current().kind() == Kind.STRING) {
            text.append(cursor.next().text());
        }
        return new Expr.Constant(line, new Value.Text(text.toString()));
    }

    private Value integer(Token token) {
        String digits = token.text().replace("_", "").toLowerCase(Locale.ROOT);
        int radix = digits.startsWith("0x") ? 16 : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
        String plain = radix == 10 ? digits : digits.substring(2);
        if (plain.length() > Arithmetic.MOST_BITS) {
            throw SyntaxFailure.tooDeep(token.line());
        }
        BigInteger value = new BigInteger(plain, radix);
        if (value.bitLength() > Arithmetic.MOST_BITS) {
            throw SyntaxFailure.tooDeep(token.line());
        }
        return new Value.Int(value);
    }

    private Expr bracket(Token token) {
        return switch (token.text()) {
            case "(" -> parenthesis();
            case "[" -> list();
            case "{" -> dictionary();
            default -> throw unexpected(token);
        };
    }

    private Expr parenthesis() {
        int line = cursor.next().line();
        if (cursor.skipOperator(")")) {
            return new Expr.Listing(line, List.of(), true);
        }
        Expr out = expressions.tuple(true);
        cursor.expectOperator(")");
        return out;
    }

    private Expr list() {
        int line = cursor.next().line();
        List<Expr> items = new ArrayList<>();
        while (!cursor.current().operator("]")) {
            items.add(expressions.expression());
            if (!cursor.skipOperator(",")) {
                break;
            }
        }
        cursor.expectOperator("]");
        return new Expr.Listing(line, items, false);
    }

    private Expr dictionary() {
        int line = cursor.next().line();
        List<Expr.Entry> entries = new ArrayList<>();
        while (!cursor.current().operator("}")) {
            Expr key = expressions.expression();
            cursor.expectOperator(":");
            entries.add(new Expr.Entry(key, expressions.expression()));
            if (!cursor.skipOperator(",")) {
                break;
            }
        }
        cursor.expectOperator("}");
        return new Expr.Dictionary(line, entries);
    }

    /// What may follow a primary: attributes, items and calls.
    Expr subscripts(Expr of) {
        Expr out = of;
        while (true) {
            Token token = cursor.current();
            if (token.operator(".")) {
                out = dot(out);
            } else if (token.operator("[")) {
                cursor.next();
                out = new Expr.Item(token.line(), out, key(token.line()));
            } else if (token.operator("(")) {
                out = call(out);
            } else {
                return out;
            }
        }
    }

    private Expr dot(Expr of) {
        int line = cursor.next().line();
        Token token = cursor.next();
        return switch (token.kind()) {
            case NAME -> new Expr.Attribute(line, of, token.text());
            case INTEGER -> new Expr.Item(line, of, new Expr.Constant(line, integer(token)));
            default -> throw new SyntaxFailure(token.line(), "expected a name or number after the dot");
        };
    }

    private Expr key(int line) {
        List<Expr> keys = new ArrayList<>();
        do {
            keys.add(keyOrSlice());
        } while (cursor.skipOperator(","));
        cursor.expectOperator("]");
        return keys.size() == 1 ? keys.getFirst() : new Expr.Listing(line, keys, true);
    }

    private Expr keyOrSlice() {
        int line = cursor.line();
        Optional<Expr> start = sliceBound();
        if (!cursor.skipOperator(":")) {
            return start.orElseThrow(() -> unexpected(cursor.current()));
        }
        Optional<Expr> stop = sliceBound();
        Optional<Expr> step = cursor.skipOperator(":") ? sliceBound() : Optional.empty();
        return new Expr.Slice(line, start, stop, step);
    }

    private Optional<Expr> sliceBound() {
        Token token = cursor.current();
        boolean absent = token.operator(":") || token.operator("]") || token.operator(",");
        return absent ? Optional.empty() : Optional.of(expressions.expression());
    }

    Expr.Call call(Expr callee) {
        int line = cursor.line();
        return new Expr.Call(line, callee, arguments());
    }

    /// `(…)` with positional arguments, then named ones, `*more` and `**moreNamed`.
    ArgumentList arguments() {
        cursor.expectOperator("(");
        List<Expr> positional = new ArrayList<>();
        List<Expr.Named> named = new ArrayList<>();
        Optional<Expr> more = Optional.empty();
        Optional<Expr> moreNamed = Optional.empty();
        while (!cursor.current().operator(")")) {
            boolean open = more.isEmpty() && moreNamed.isEmpty();
            if (cursor.current().operator("*")) {
                require(open);
                cursor.next();
                more = Optional.of(expressions.expression());
            } else if (cursor.current().operator("**")) {
                require(moreNamed.isEmpty());
                cursor.next();
                moreNamed = Optional.of(expressions.expression());
            } else if (cursor.current().kind() == Kind.NAME && cursor.ahead().operator("=")) {
                require(moreNamed.isEmpty());
                String name = cursor.next().text();
                cursor.next();
                if (named.stream().anyMatch(one -> one.name().equals(name))) {
                    throw cursor.failure("the argument '" + name + "' is given twice");
                }
                named.add(new Expr.Named(name, expressions.expression()));
            } else {
                require(open && named.isEmpty());
                positional.add(expressions.expression());
            }
            if (!cursor.skipOperator(",")) {
                break;
            }
        }
        cursor.expectOperator(")");
        return new ArgumentList(positional, named, more, moreNamed);
    }

    private void require(boolean allowed) {
        if (!allowed) {
            throw cursor.failure("arguments are in the wrong order: values, then name=value, then *more, **more");
        }
    }
}
