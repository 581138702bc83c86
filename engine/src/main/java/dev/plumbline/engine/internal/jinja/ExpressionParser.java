package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Expr.ArgumentList;
import dev.plumbline.engine.internal.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Parses expressions by recursive descent, one method per level of precedence, loosest first: choice, `or`,
/// `and`, `not`, comparison, `+ -`, `~`, `* / // %`, `**` (from the left, looser than a sign), signs, then calls,
/// subscripts, filters, tests.
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> PRODUCTS = Set.of("*", "/", "//", "%");

    private final Cursor cursor;
    private final PrimaryParser primary;

    ExpressionParser(Cursor cursor, NameUses uses) {
        this.cursor = cursor;
        this.primary = new PrimaryParser(cursor, uses, this);
    }

    PrimaryParser primary() {
        return primary;
    }

    /// A whole expression.
    Expr expression() {
        cursor.enter();
        Expr value = or();
        while (cursor.current().name("if")) {
            int line = cursor.next().line();
            Expr condition = or();
            Optional<Expr> otherwise = cursor.skipName("else") ? Optional.of(expression()) : Optional.empty();
            value = new Expr.Choice(line, condition, value, otherwise);
        }
        cursor.leave();
        return value;
    }

    /// An expression in which `if` does not begin a choice.
    Expr or() {
        Expr left = and();
        while (cursor.current().name("or")) {
            int line = cursor.next().line();
            left = new Expr.Logic(line, false, left, and());
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (cursor.current().name("and")) {
            int line = cursor.next().line();
            left = new Expr.Logic(line, true, left, not());
        }
        return left;
    }

    private Expr not() {
        if (!cursor.current().name("not")) {
            return comparison();
        }
        cursor.enter();
        int line = cursor.next().line();
        Expr out = new Expr.Not(line, not());
        cursor.leave();
        return out;
    }

    private Expr comparison() {
        int line = cursor.line();
        Expr first = sum();
        List<Expr.Compared> rest = new ArrayList<>();
        while (true) {
            Token token = cursor.current();
            if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                cursor.next();
                rest.add(new Expr.Compared(token.text(), sum()));
            } else if (token.name("in")) {
                cursor.next();
                rest.add(new Expr.Compared("in", sum()));
            } else if (token.name("not") && cursor.ahead().name("in")) {
                cursor.next();
                cursor.next();
                rest.add(new Expr.Compared("not in", sum()));
            } else {
                return rest.isEmpty() ? first : new Expr.Comparison(line, first, rest);
            }
        }
    }

    private Expr sum() {
        Expr left = concatenation();
        while (cursor.current().operator("+") || cursor.current().operator("-")) {
            Token operator = cursor.next();
            left = new Expr.Arithmetic(operator.line(), operator.text(), left, concatenation());
        }
        return left;
    }

    private Expr concatenation() {
        int line = cursor.line();
        Expr first = product();
        if (!cursor.current().operator("~")) {
            return first;
        }
        List<Expr> parts = new ArrayList<>(List.of(first));
        while (cursor.skipOperator("~")) {
            parts.add(product());
        }
        return new Expr.Concatenation(line, parts);
    }

    private Expr product() {
        Expr left = power();
        while (cursor.current().kind() == Kind.OPERATOR
                && PRODUCTS.contains(cursor.current().text())) {
            Token operator = cursor.next();
            left = new Expr.Arithmetic(operator.line(), operator.text(), left, power());
        }
        return left;
    }

    private Expr power() {
        Expr left = signed(true);
        while (cursor.current().operator("**")) {
            int line = cursor.next().line();
            left = new Expr.Arithmetic(line, "**", left, signed(true));
        }
        return left;
    }

    private Expr signed(boolean withFilters) {
        Token token = cursor.current();
        Expr out;
        if (token.operator("-") || token.operator("+")) {
            cursor.enter();
            cursor.next();
            out = new Expr.Sign(token.line(), token.text().equals("-"), signed(false));
            cursor.leave();
        } else {
            out = primary.primary();
        }
        out = primary.subscripts(out);
        return withFilters ? filters(out) : out;
    }

    private Expr filters(Expr of) {
        Expr out = of;
        while (true) {
            Token token = cursor.current();
            if (token.operator("|")) {
                cursor.next();
                out = filter(out);
            } else if (token.name("is")) {
                out = test(out);
            } else if (token.operator("(")) {
                out = primary.call(out);
            } else {
                return out;
            }
        }
    }

    /// A filter's name and arguments, after the bar.
    Expr filter(Expr input) {
        Token token = cursor.expect(Kind.NAME);
        String name = dotted(token);
        ArgumentList arguments = cursor.current().operator("(") ? primary.arguments() : ArgumentList.NONE;
        return new Expr.Filter(token.line(), input, name, arguments);
    }

    private String dotted(Token first) {
        StringBuilder name = new StringBuilder(first.text());
        while (cursor.skipOperator(".")) {
            name.append('.').append(cursor.expect(Kind.NAME).text());
        }
        return name.toString();
    }

    private Expr test(Expr input) {
        int line = cursor.next().line();
        boolean negated = cursor.skipName("not");
        String name = dotted(cursor.expect(Kind.NAME));
        ArgumentList arguments = ArgumentList.NONE;
        Token token = cursor.current();
        if (token.operator("(")) {
            arguments = primary.arguments();
        } else if (beginsArgument(token)) {
            if (token.name("is")) {
                throw cursor.failure("tests cannot be chained with 'is'");
            }
            Expr argument = primary.subscripts(primary.primary());
            arguments = new ArgumentList(List.of(argument), List.of(), Optional.empty(), Optional.empty());
        }
        Expr test = new Expr.Test(line, input, name, arguments);
        return negated ? new Expr.Not(line, test) : test;
    }

    private static boolean beginsArgument(Token token) {
        return switch (token.kind()) {
            case NAME -> !Set.of("else", "or", "and").contains(token.text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            case DATA, BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, END -> false;
        };
    }

    /// One expression, or several with commas between them, which make a tuple.
    ///
    /// @param choices whether `if` may begin a choice, or ends the expression
    Expr tuple(boolean choices) {
        int line = cursor.line();
        Expr first = choices ? expression() : or();
        if (!cursor.current().operator(",")) {
            return first;
        }
        List<Expr> items = new ArrayList<>(List.of(first));
        while (cursor.skipOperator(",") && !endsTuple()) {
            items.add(choices ? expression() : or());
        }
        return new Expr.Listing(line, items, true);
    }

    private boolean endsTuple() {
        Token token = cursor.current();
        return token.kind() == Kind.VARIABLE_END
                || token.kind() == Kind.BLOCK_END
                || token.operator(")")
                || token.name("recursive");
    }
}
