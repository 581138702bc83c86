package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Stmt.MacroBody;
import dev.plumbline.engine.internal.jinja.Stmt.Target;
import dev.plumbline.engine.internal.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Parses a template into statements.
final class StatementParser {
    private final Cursor cursor;
    private final NameUses uses = new NameUses();
    private final ExpressionParser expressions;
    private final Set<String> blocks = new HashSet<>();
    private int loops;

    private StatementParser(List<Token> tokens) {
        this.cursor = new Cursor(tokens);
        this.expressions = new ExpressionParser(cursor, uses);
    }

    /// The statements of a whole template.
    ///
    /// @throws SyntaxFailure if it is not valid, or nested too deeply
    static List<Stmt> parse(String source) {
        StatementParser parser = new StatementParser(Lexer.tokens(source));
        return parser.body(Set.of());
    }

    /// Statements up to a tag of one of these names, whose name is the current token afterwards; or, if there are no
    /// names, up to the end.
    private List<Stmt> body(Set<String> ends) {
        cursor.enter();
        List<Stmt> out = new ArrayList<>();
        while (true) {
            Token token = cursor.next();
            switch (token.kind()) {
                case DATA -> out.add(new Stmt.Data(token.line(), token.text()));
                case VARIABLE_BEGIN -> {
                    out.add(new Stmt.Print(token.line(), expressions.tuple(true)));
                    cursor.expect(Kind.VARIABLE_END);
                }
                case BLOCK_BEGIN -> {
                    if (cursor.current().kind() == Kind.NAME
                            && ends.contains(cursor.current().text())) {
                        cursor.leave();
                        return out;
                    }
                    out.addAll(statement());
                    cursor.expect(Kind.BLOCK_END);
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw cursor.failure(
                                "unexpected end of template; one of " + new java.util.TreeSet<>(ends) + " is missing");
                    }
                    cursor.leave();
                    return out;
                }
            }
        }
    }

    /// A body that ends with this tag, and the tag's name.
    private List<Stmt> bodyUntil(String end) {
        cursor.expect(Kind.BLOCK_END);
        List<Stmt> out = body(Set.of(end));
        cursor.next();
        return out;
    }

    private List<Stmt> statement() {
        Token tag = cursor.expect(Kind.NAME);
        int line = tag.line();
        return switch (tag.text()) {
            case "if" -> List.of(ifs(line));
            case "for" -> List.of(forLoop(line));
            case "set" -> List.of(set(line));
            case "with" -> List.of(with(line));
            case "macro" -> List.of(macro(line));
            case "call" -> List.of(callBlock(line));
            case "filter" -> List.of(filterBlock(line));
            case "print" -> prints();
            case "break" -> List.of(inLoop(line, new Stmt.Break(line), "break"));
            case "continue" -> List.of(inLoop(line, new Stmt.Continue(line), "continue"));
            case "generation" -> List.of(new Stmt.Generation(line, outsideLoops("endgeneration")));
            case "block" -> List.of(block(line));
            case "include", "import", "from", "extends" -> List.of(needsLoader(line, tag.text()));
            default -> throw new SyntaxFailure(line, "unknown tag '" + tag.text() + "'");
        };
    }

    private Stmt inLoop(int line, Stmt statement, String name) {
        if (loops == 0) {
            throw new SyntaxFailure(line, "'" + name + "' is not inside a loop");
        }
        return statement;
    }

    /// A body from which `break` and `continue` cannot leave.
    private List<Stmt> outsideLoops(String end) {
        int around = loops;
        loops = 0;
        List<Stmt> out = bodyUntil(end);
        loops = around;
        return out;
    }

    private Stmt ifs(int line) {
        List<Stmt.Branch> branches = new ArrayList<>();
        List<Stmt> otherwise = List.of();
        String tag = "if";
        while (tag.equals("if") || tag.equals("elif")) {
            Expr condition = expressions.tuple(false);
            cursor.expect(Kind.BLOCK_END);
            branches.add(new Stmt.Branch(condition, body(Set.of("elif", "else", "endif"))));
            tag = cursor.next().text();
        }
        if (tag.equals("else")) {
            otherwise = bodyUntil("endif");
        }
        return new Stmt.If(line, branches, otherwise);
    }

    private Stmt forLoop(int line) {
        Target target = target(false);
        cursor.expectName("in");
        Expr items = expressions.tuple(false);
        Optional<Expr> filter = cursor.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
        boolean recursive = cursor.skipName("recursive");
        cursor.expect(Kind.BLOCK_END);
        loops++;
        List<Stmt> body = body(Set.of("endfor", "else"));
        loops--;
        List<Stmt> otherwise = cursor.next().name("else") ? bodyUntil("endfor") : List.of();
        return new Stmt.For(line, target, items, filter, recursive, body, otherwise);
    }

    private Stmt set(int line) {
        Target target = target(true);
        if (cursor.skipOperator("=")) {
            return new Stmt.Set(line, target, expressions.tuple(true));
        }
        Expr value = new Expr.Captured(line);
        while (cursor.skipOperator("|")) {
            value = expressions.filter(value);
        }
        return new Stmt.SetBlock(line, target, value, outsideLoops("endset"));
    }

    private Stmt with(int line) {
        List<Stmt.Binding> bindings = new ArrayList<>();
        while (cursor.current().kind() != Kind.BLOCK_END) {
            if (!bindings.isEmpty()) {
                cursor.expectOperator(",");
            }
            Target target = target(false);
            cursor.expectOperator("=");
            bindings.add(new Stmt.Binding(target, expressions.expression()));
        }
        return new Stmt.With(line, bindings, bodyUntil("endwith"));
    }

    private Stmt macro(int line) {
        String name = cursor.expect(Kind.NAME).text();
        Signature signature = signature();
        return new Stmt.MacroDefinition(line, name, macroBody(signature, "endmacro"));
    }

    private record Signature(List<String> parameters, List<Expr> defaults) {}

    private MacroBody macroBody(Signature signature, String end) {
        uses.enter();
        List<Stmt> body = outsideLoops(end);
        return new MacroBody(signature.parameters(), signature.defaults(), body, uses.leave());
    }

    private Signature signature() {
        cursor.expectOperator("(");
        List<String> parameters = new ArrayList<>();
        List<Expr> defaults = new ArrayList<>();
        while (!cursor.current().operator(")")) {
            if (!parameters.isEmpty()) {
                cursor.expectOperator(",");
            }
            parameters.add(cursor.expect(Kind.NAME).text());
            if (cursor.skipOperator("=")) {
                defaults.add(expressions.expression());
            } else if (!defaults.isEmpty()) {
                throw cursor.failure("a parameter without default follows one with default");
            }
        }
        cursor.expectOperator(")");
        return new Signature(parameters, defaults);
    }

    private Stmt callBlock(int line) {
        Signature signature = cursor.current().operator("(") ? signature() : new Signature(List.of(), List.of());
        if (!(expressions.expression() instanceof Expr.Call call)) {
            throw new SyntaxFailure(line, "'call' needs a call, such as {% call f() %}");
        }
        return new Stmt.CallBlock(line, macroBody(signature, "endcall"), call);
    }

    private Stmt filterBlock(int line) {
        Expr value = expressions.filter(new Expr.Captured(line));
        while (cursor.skipOperator("|")) {
            value = expressions.filter(value);
        }
        return new Stmt.FilterBlock(line, value, outsideLoops("endfilter"));
    }

    private List<Stmt> prints() {
        List<Stmt> out = new ArrayList<>();
        do {
            out.add(new Stmt.Print(cursor.line(), expressions.expression()));
        } while (cursor.skipOperator(","));
        return out;
    }

    private Stmt block(int line) {
        String name = cursor.expect(Kind.NAME).text();
        if (!blocks.add(name)) {
            throw new SyntaxFailure(line, "the block '" + name + "' is defined twice");
        }
        cursor.skipName("scoped");
        List<Stmt> body = outsideLoops("endblock");
        if (cursor.current().kind() == Kind.NAME) {
            cursor.next();
        }
        return new Stmt.Block(line, body);
    }

    private Stmt needsLoader(int line, String tag) {
        while (cursor.current().kind() != Kind.BLOCK_END && cursor.current().kind() != Kind.END) {
            cursor.next();
        }
        return new Stmt.NeedsLoader(line, tag);
    }

    /// What may stand left of `=` or `in`: names and, if allowed, `namespace.attribute`, alone or several.
    private Target target(boolean attributes) {
        cursor.enter();
        List<Target> targets = new ArrayList<>();
        boolean several = false;
        do {
            Token token = cursor.current();
            if (several
                    && (token.kind() == Kind.BLOCK_END
                            || token.operator("=")
                            || token.name("in")
                            || token.operator(")"))) {
                break;
            }
            targets.add(oneTarget(attributes));
            several |= cursor.current().operator(",");
        } while (cursor.skipOperator(","));
        cursor.leave();
        return several ? new Target.Several(targets) : targets.getFirst();
    }

    private Target oneTarget(boolean attributes) {
        if (cursor.skipOperator("(")) {
            Target inner = target(attributes);
            cursor.expectOperator(")");
            return inner;
        }
        String name = cursor.expect(Kind.NAME).text();
        if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
            throw cursor.failure("nothing can be assigned to '" + name + "'");
        }
        if (attributes && cursor.skipOperator(".")) {
            return new Target.Attribute(name, cursor.expect(Kind.NAME).text());
        }
        return new Target.Variable(name);
    }
}
