package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.TemplateException.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All tests by name: those of Jinja.
final class Tests {
    @FunctionalInterface
    private interface Test {
        boolean holds(Run run, Value input, Arguments arguments);
    }

    private static final Map<String, Test> ALL = new HashMap<>();

    static {
        plain("defined", value -> !(value instanceof Value.Undefined));
        plain("undefined", value -> value instanceof Value.Undefined);
        plain("none", value -> value == Value.None.NONE);
        plain("boolean", value -> value instanceof Value.Bool);
        plain("true", value -> value == Value.Bool.TRUE);
        plain("false", value -> value == Value.Bool.FALSE);
        plain("integer", value -> value instanceof Value.Int);
        plain("float", value -> value instanceof Value.Real);
        plain("number", Types::number);
        plain("string", value -> value instanceof Value.Text);
        plain("mapping", value -> value instanceof Value.Dict);
        plain("iterable", Types::iterable);
        plain("sequence", Tests::sequence);
        plain("callable", Tests::callable);
        plain("escaped", value -> false);
        put("odd", 0, (run, value, a) -> divides(run, value, Value.Int.of(2), 1));
        put("even", 0, (run, value, a) -> divides(run, value, Value.Int.of(2), 0));
        put("lower", 0, (run, value, a) -> StringMethods.isLower(Printing.string(run, value)));
        put("upper", 0, (run, value, a) -> StringMethods.isUpper(Printing.string(run, value)));
        put("filter", 0, (run, value, a) -> value instanceof Value.Text name && Filters.exists(name.value()));
        put("test", 0, (run, value, a) -> value instanceof Value.Text name && ALL.containsKey(name.value()));
        put("divisibleby", 1, (run, value, a) -> divides(run, value, other(a), 0));
        put("in", 1, (run, value, a) -> Equality.contains(run, other(a), value));
        put("sameas", 1, (run, value, a) -> same(value, other(a)));
        for (String name : new String[] {"==", "eq", "equalto"}) {
            put(name, 1, (run, value, a) -> Equality.equal(run, value, other(a)));
        }
        for (String name : new String[] {"!=", "ne"}) {
            put(name, 1, (run, value, a) -> !Equality.equal(run, value, other(a)));
        }
        ordered("<", "lt", "lessthan");
        ordered("<=", "le");
        ordered(">", "gt", "greaterthan");
        ordered(">=", "ge");
    }

    private Tests() {}

    private static void put(String name, int arguments, Test test) {
        ALL.put(name, (run, value, given) -> {
            if (given.positional().size() != arguments || !given.named().isEmpty()) {
                throw Failure.value("the test '" + name + "' takes " + arguments + " arguments");
            }
            return test.holds(run, value, given);
        });
    }

    private static void plain(String name, Predicate<Value> test) {
        put(name, 0, (run, value, arguments) -> test.test(value));
    }

    private static void ordered(String operator, String... others) {
        put(operator, 1, (run, value, a) -> Equality.ordered(run, operator, value, other(a)));
        for (String name : others) {
            put(name, 1, (run, value, a) -> Equality.ordered(run, operator, value, other(a)));
        }
    }

    private static Value other(Arguments arguments) {
        return arguments.positional().getFirst();
    }

    /// Whether the value passes the test.
    ///
    /// @throws Failure if there is no such test, or it does not fit the value
    static boolean holds(Run run, String name, Value value, Arguments arguments) {
        @Nullable Test test = ALL.get(name);
        if (test == null) {
            throw new Failure(
                    Kind.SYNTAX, "there is no test named '" + name + "'; known are " + new TreeSet<>(ALL.keySet()));
        }
        run.step();
        return test.holds(run, value, arguments);
    }

    /// What is undefined can be called too, and then fails.
    private static boolean callable(Value value) {
        return value instanceof Value.Undefined || (value instanceof Value.Instance instance && instance.callable());
    }

    private static boolean sequence(Value value) {
        return Types.sized(value) && !(value instanceof Value.View) && !(value instanceof LoopState);
    }

    private static boolean divides(Run run, Value value, Value by, long rest) {
        return Equality.equal(run, Arithmetic.apply(run, "%", value, by), Value.Int.of(rest));
    }

    /// Python's identity, as far as it can be relied on: singletons and small values of one type.
    @SuppressWarnings("ReferenceEquality") // identity is what the test asks about
    private static boolean same(Value a, Value b) {
        boolean single = Types.number(a) || a instanceof Value.Text;
        return a == b || (single && a.equals(b));
    }
}
