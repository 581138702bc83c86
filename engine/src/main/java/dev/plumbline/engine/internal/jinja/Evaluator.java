package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Expr.ArgumentList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives expressions their values.
final class Evaluator {
    /// Under this name, which no template can spell, a scope keeps what a block printed.
    static final String CAPTURED = "(captured)";

    private final Run run;

    Evaluator(Run run) {
        this.run = run;
    }

    Value value(Expr expr, Scope scope) {
        run.enter();
        run.at(expr.line());
        Value out = switch (expr) {
            case Expr.Constant constant -> constant.value();
            case Expr.Name name -> scope.get(name.name());
            case Expr.Captured captured -> scope.get(CAPTURED);
            case Expr.Attribute attribute -> attribute(attribute, scope);
            case Expr.Item item -> item(item, scope);
            case Expr.Slice slice -> throw Failure.value("a slice needs brackets of its own");
            case Expr.Call call -> call(call, scope);
            case Expr.Filter filter -> filter(filter, scope);
            case Expr.Test test -> test(test, scope);
            case Expr.Listing listing -> listing(listing, scope);
            case Expr.Dictionary dictionary -> dictionary(dictionary, scope);
            case Expr.Sign sign -> sign(sign, scope);
            case Expr.Not not -> Value.Bool.of(!truth(not.of(), scope));
            case Expr.Logic logic -> logic(logic, scope);
            case Expr.Arithmetic arithmetic -> arithmetic(arithmetic, scope);
            case Expr.Concatenation concatenation -> concatenation(concatenation, scope);
            case Expr.Comparison comparison -> comparison(comparison, scope);
            case Expr.Choice choice -> choice(choice, scope);
        };
        run.leave();
        return out;
    }

    boolean truth(Expr expr, Scope scope) {
        return Types.truth(value(expr, scope));
    }

    private Value attribute(Expr.Attribute expr, Scope scope) {
        Value of = value(expr.of(), scope);
        run.at(expr.line());
        return Access.attribute(run, of, expr.name());
    }

    private Value item(Expr.Item expr, Scope scope) {
        Value of = value(expr.of(), scope);
        if (expr.key() instanceof Expr.Slice slice) {
            Optional<Value> start = slice.start().map(bound -> value(bound, scope));
            Optional<Value> stop = slice.stop().map(bound -> value(bound, scope));
            Optional<Value> step = slice.step().map(bound -> value(bound, scope));
            run.at(expr.line());
            return Access.slice(run, of, start, stop, step);
        }
        Value key = value(expr.key(), scope);
        run.at(expr.line());
        return Access.item(run, of, key);
    }

    private Value call(Expr.Call expr, Scope scope) {
        Value callee = value(expr.callee(), scope);
        Arguments arguments = arguments(expr.arguments(), scope);
        run.at(expr.line());
        return call(run, callee, arguments);
    }

    /// Calls a value.
    ///
    /// @throws Failure if it cannot be called
    static Value call(Run run, Value callee, Arguments arguments) {
        Arithmetic.refuseUndefined(callee);
        if (callee instanceof Value.Instance instance) {
            return instance.call(run, arguments);
        }
        throw Failure.value("'" + Types.name(callee) + "' object is not callable");
    }

    Arguments arguments(ArgumentList list, Scope scope) {
        List<Value> positional = new ArrayList<>();
        for (Expr argument : list.positional()) {
            positional.add(value(argument, scope));
        }
        Map<String, Value> named = new LinkedHashMap<>();
        for (Expr.Named argument : list.named()) {
            named.put(argument.name(), value(argument.value(), scope));
        }
        list.more().ifPresent(more -> positional.addAll(Types.items(run, value(more, scope))));
        list.moreNamed().ifPresent(more -> addNamed(value(more, scope), named));
        return new Arguments(positional, named);
    }

    private static void addNamed(Value more, Map<String, Value> named) {
        if (!(more instanceof Value.Dict dict)) {
            throw Failure.value("argument after ** must be a mapping, not " + Types.name(more));
        }
        for (Dictionary.Entry entry : dict.entries.entries()) {
            named.put(Types.text("keywords", entry.key()), entry.value());
        }
    }

    private Value filter(Expr.Filter expr, Scope scope) {
        Value input = value(expr.input(), scope);
        Arguments arguments = arguments(expr.arguments(), scope);
        run.at(expr.line());
        return Filters.apply(run, expr.name(), input, arguments);
    }

    private Value test(Expr.Test expr, Scope scope) {
        Value input = value(expr.input(), scope);
        Arguments arguments = arguments(expr.arguments(), scope);
        run.at(expr.line());
        return Value.Bool.of(Tests.holds(run, expr.name(), input, arguments));
    }

    private Value listing(Expr.Listing expr, Scope scope) {
        List<Value> items = new ArrayList<>();
        for (Expr item : expr.items()) {
            items.add(value(item, scope));
        }
        return expr.tuple() ? Value.Tuple.of(List.copyOf(items)) : new Value.Listing(List.copyOf(items));
    }

    private Value dictionary(Expr.Dictionary expr, Scope scope) {
        Dictionary out = new Dictionary();
        for (Expr.Entry entry : expr.entries()) {
            out.put(value(entry.key(), scope), value(entry.value(), scope));
        }
        return new Value.Dict(out);
    }

    private Value sign(Expr.Sign expr, Scope scope) {
        Value of = value(expr.of(), scope);
        run.at(expr.line());
        return Arithmetic.sign(expr.minus(), of);
    }

    private Value logic(Expr.Logic expr, Scope scope) {
        Value left = value(expr.left(), scope);
        return Types.truth(left) == expr.and() ? value(expr.right(), scope) : left;
    }

    private Value arithmetic(Expr.Arithmetic expr, Scope scope) {
        Value left = value(expr.left(), scope);
        Value right = value(expr.right(), scope);
        run.at(expr.line());
        return Arithmetic.apply(run, expr.operator(), left, right);
    }

    private Value concatenation(Expr.Concatenation expr, Scope scope) {
        StringBuilder out = new StringBuilder();
        for (Expr part : expr.parts()) {
            String text = Printing.string(run, value(part, scope));
            run.spend(text.length());
            out.append(text);
        }
        return new Value.Text(out.toString());
    }

    private Value comparison(Expr.Comparison expr, Scope scope) {
        Value left = value(expr.first(), scope);
        for (Expr.Compared compared : expr.rest()) {
            Value right = value(compared.right(), scope);
            run.at(expr.line());
            if (!compare(compared.operator(), left, right)) {
                return Value.Bool.FALSE;
            }
            left = right;
        }
        return Value.Bool.TRUE;
    }

    private boolean compare(String operator, Value left, Value right) {
        return switch (operator) {
            case "==" -> Equality.equal(run, left, right);
            case "!=" -> !Equality.equal(run, left, right);
            case "in" -> Equality.contains(run, right, left);
            case "not in" -> !Equality.contains(run, right, left);
            default -> Equality.ordered(run, operator, left, right);
        };
    }

    private Value choice(Expr.Choice expr, Scope scope) {
        if (truth(expr.condition(), scope)) {
            return value(expr.then(), scope);
        }
        return expr.otherwise()
                .map(otherwise -> value(otherwise, scope))
                .orElseGet(() -> new Value.Undefined(
                        "the choice on line " + expr.line() + " evaluated to false and no else section was defined"));
    }
}
