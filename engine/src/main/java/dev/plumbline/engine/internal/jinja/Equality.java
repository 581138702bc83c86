package dev.plumbline.engine.internal.jinja;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Equality, order and containment, as Python has them.
final class Equality {
    private Equality() {}

    static boolean equal(Run run, Value a, Value b) {
        run.enter();
        boolean out;
        if (Types.number(a) && Types.number(b)) {
            out = compareNumbers(a, b) == 0;
        } else {
            out = switch (a) {
                case Value.Text t -> b instanceof Value.Text other && t.value().equals(other.value());
                case Value.Listing l -> b instanceof Value.Listing other && equal(run, l.items(), other.items());
                case Value.Tuple t -> b instanceof Value.Tuple other && equal(run, t.items(), other.items());
                case Value.Dict d -> b instanceof Value.Dict other && equal(run, d.entries, other.entries);
                case Value.View v -> b instanceof Value.View other && equal(run, v.items(), other.items());
                case Value.Undefined u -> b instanceof Value.Undefined;
                default -> a.equals(b);
            };
        }
        run.leave();
        return out;
    }

    private static boolean equal(Run run, List<Value> a, List<Value> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(run, a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(Run run, Dictionary a, Dictionary b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Dictionary.Entry entry : a.entries()) {
            @Nullable Value other = b.get(entry.key());
            if (other == null || !equal(run, entry.value(), other)) {
                return false;
            }
        }
        return true;
    }

    /// Negative, zero or positive as `a` is below, equal to or above `b`; not-a-number is above everything.
    private static int compareNumbers(Value a, Value b) {
        if (a instanceof Value.Real || b instanceof Value.Real) {
            double x = Arithmetic.real(a);
            double y = Arithmetic.real(b);
            boolean exact = Double.isFinite(x) && Double.isFinite(y);
            return exact ? decimal(a).compareTo(decimal(b)) : x == y ? 0 : x < y ? -1 : 1;
        }
        return Types.integer("compare", a).compareTo(Types.integer("compare", b));
    }

    private static BigDecimal decimal(Value value) {
        return value instanceof Value.Real real
                ? new BigDecimal(real.value())
                : new BigDecimal(Types.integer("compare", value));
    }

    private static boolean nan(Value value) {
        return value instanceof Value.Real real && Double.isNaN(real.value());
    }

    /// The truth of `a operator b` for `<`, `<=`, `>` and `>=`.
    ///
    /// @throws Failure if the two have no order
    static boolean ordered(Run run, String operator, Value a, Value b) {
        if (nan(a) || nan(b)) {
            return false;
        }
        int order = order(run, operator, a, b);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new IllegalArgumentException(operator);
        };
    }

    /// Negative, zero or positive as `a` comes before, is equal to or comes after `b`.
    ///
    /// @throws Failure if the two have no order
    static int order(Run run, String operator, Value a, Value b) {
        run.step();
        if (Types.number(a) && Types.number(b)) {
            return compareNumbers(a, b);
        }
        if (a instanceof Value.Text x && b instanceof Value.Text y) {
            return compareTexts(x.value(), y.value());
        }
        if (a instanceof Value.Listing x && b instanceof Value.Listing y) {
            return order(run, operator, x.items(), y.items());
        }
        if (a instanceof Value.Tuple x && b instanceof Value.Tuple y) {
            return order(run, operator, x.items(), y.items());
        }
        Arithmetic.refuseUndefined(a);
        Arithmetic.refuseUndefined(b);
        throw Failure.value("'" + operator + "' not supported between instances of '" + Types.name(a) + "' and '"
                + Types.name(b) + "'");
    }

    private static int order(Run run, String operator, List<Value> a, List<Value> b) {
        run.enter();
        int out = Integer.compare(a.size(), b.size());
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            if (!equal(run, a.get(i), b.get(i))) {
                out = order(run, operator, a.get(i), b.get(i));
                break;
            }
        }
        run.leave();
        return out;
    }

    /// By code points, which differs from Java's order of UTF-16 units beyond U+FFFF.
    private static int compareTexts(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                boolean surrogates = Character.isSurrogate(a.charAt(i)) && Character.isSurrogate(b.charAt(i));
                return surrogates
                        ? Character.compare(a.charAt(i), b.charAt(i))
                        : Integer.compare(a.codePointAt(i), b.codePointAt(i));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /// `item in container`: an item of a sequence, a key of a dictionary, a part of a string.
    static boolean contains(Run run, Value container, Value item) {
        if (container instanceof Value.Text text) {
            run.spend(text.value().length() / 16);
            return text.value().contains(Types.text("'in <string>'", item));
        }
        if (container instanceof Value.Dict dict) {
            return dict.entries.get(item) != null;
        }
        if (container instanceof Value.View view && view.kind().equals("dict_keys")) {
            return view.items().stream().map(Dictionary::identity).anyMatch(Dictionary.identity(item)::equals);
        }
        for (Iterator<Value> all = Types.iterate(container); all.hasNext(); ) {
            if (equal(run, all.next(), item)) {
                return true;
            }
        }
        return false;
    }
}
