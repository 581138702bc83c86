package dev.plumbline.engine.internal.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// `+ - * / // % **` and signs, as Python has them: whole numbers of any size (within a limit), division rounding down,
/// `+` also joining and `*` also repeating strings and lists, `%` also formatting.
final class Arithmetic {
    /// The most bits of a whole number; beyond, a template is up to no good.
    static final int MOST_BITS = 1024;

    private Arithmetic() {}

    static Value apply(Run run, String operator, Value a, Value b) {
        refuseUndefined(a);
        if (operator.equals("%") && a instanceof Value.Text format) {
            return new Value.Text(PercentFormat.format(run, format.value(), b));
        }
        refuseUndefined(b);
        if (Types.number(a) && Types.number(b)) {
            boolean real = a instanceof Value.Real || b instanceof Value.Real;
            return real ? reals(operator, real(a), real(b)) : integers(operator, integer(a), integer(b));
        }
        return switch (operator) {
            case "+" -> join(run, a, b);
            case "*" -> repeat(run, a, b);
            default -> throw unsupported(operator, a, b);
        };
    }

    static Value sign(boolean minus, Value value) {
        refuseUndefined(value);
        return switch (value) {
            case Value.Real r -> new Value.Real(minus ? -r.value() : r.value());
            case Value.Int i -> new Value.Int(minus ? i.value().negate() : i.value());
            case Value.Bool b -> Value.Int.of(minus ? -b.number() : b.number());
            default ->
                throw Failure.value(
                        "bad operand type for unary " + (minus ? "-" : "+") + ": '" + Types.name(value) + "'");
        };
    }

    static void refuseUndefined(Value value) {
        if (value instanceof Value.Undefined undefined) {
            throw Failure.undefined(undefined.why());
        }
    }

    private static BigInteger integer(Value value) {
        return Types.integer("arithmetic", value);
    }

    static double real(Value value) {
        return value instanceof Value.Real real ? real.value() : integer(value).doubleValue();
    }

    private static Value integers(String operator, BigInteger a, BigInteger b) {
        return switch (operator) {
            case "+" -> bounded(a.add(b));
            case "-" -> bounded(a.subtract(b));
            case "*" -> bounded(a.multiply(b));
            case "/" -> {
                refuseZero(b.signum() == 0);
                yield new Value.Real(quotient(a, b));
            }
            case "//" -> {
                refuseZero(b.signum() == 0);
                yield new Value.Int(floorDivide(a, b)[0]);
            }
            case "%" -> {
                refuseZero(b.signum() == 0);
                yield new Value.Int(floorDivide(a, b)[1]);
            }
            case "**" -> power(a, b);
            default -> throw new IllegalArgumentException(operator);
        };
    }

    /// The double nearest to the exact quotient.
    private static double quotient(BigInteger a, BigInteger b) {
        boolean exact = Math.max(a.bitLength(), b.bitLength()) <= 53;
        return exact
                ? a.doubleValue() / b.doubleValue()
                : new BigDecimal(a)
                        .divide(new BigDecimal(b), new MathContext(60))
                        .doubleValue();
    }

    private static BigInteger[] floorDivide(BigInteger a, BigInteger b) {
        BigInteger[] out = a.divideAndRemainder(b);
        if (out[1].signum() * b.signum() < 0) {
            out[0] = out[0].subtract(BigInteger.ONE);
            out[1] = out[1].add(b);
        }
        return out;
    }

    private static Value power(BigInteger a, BigInteger b) {
        if (b.signum() < 0) {
            refuseZero(a.signum() == 0);
            return new Value.Real(Math.pow(a.doubleValue(), b.doubleValue()));
        }
        if (a.bitLength() <= 1) { // -2 (one bit beside the sign), -1, 0 and 1
            if (a.abs().compareTo(BigInteger.ONE) <= 0) {
                boolean odd = b.testBit(0);
                return new Value.Int(b.signum() == 0 ? BigInteger.ONE : odd ? a : a.abs());
            }
        }
        if (b.bitLength() > 16 || (a.bitLength() - 1L) * b.longValue() > MOST_BITS) {
            throw tooLong();
        }
        return bounded(a.pow(b.intValue()));
    }

    private static Value bounded(BigInteger value) {
        if (value.bitLength() > MOST_BITS) {
            throw tooLong();
        }
        return new Value.Int(value);
    }

    private static Failure tooLong() {
        return Failure.limit("a whole number grows beyond " + MOST_BITS + " bits");
    }

    private static Value reals(String operator, double a, double b) {
        return new Value.Real(
                switch (operator) {
                    case "+" -> a + b;
                    case "-" -> a - b;
                    case "*" -> a * b;
                    case "/" -> {
                        refuseZero(b == 0);
                        yield a / b;
                    }
                    case "//" -> {
                        refuseZero(b == 0);
                        yield floorDivide(a, b);
                    }
                    case "%" -> {
                        refuseZero(b == 0);
                        yield modulo(a, b);
                    }
                    case "**" -> realPower(a, b);
                    default -> throw new IllegalArgumentException(operator);
                });
    }

    /// The rest has the sign of the divisor, also if it is zero.
    private static double modulo(double a, double b) {
        double rest = a % b;
        if (rest == 0) {
            return Math.copySign(0.0, b);
        }
        return (rest < 0) != (b < 0) ? rest + b : rest;
    }

    private static double floorDivide(double a, double b) {
        double rest = a % b;
        boolean down = rest != 0 && (rest < 0) != (b < 0);
        double quotient = (a - rest) / b - (down ? 1 : 0);
        if (quotient == 0) {
            return Math.copySign(0.0, a / b);
        }
        double whole = Math.floor(quotient);
        return quotient - whole > 0.5 ? whole + 1 : whole;
    }

    private static double realPower(double a, double b) {
        refuseZero(a == 0 && b < 0);
        double out = Math.pow(a, b);
        if (Double.isNaN(out) && !Double.isNaN(a) && !Double.isNaN(b)) {
            throw Failure.value("a negative number has no such power");
        }
        if (Double.isInfinite(out) && Double.isFinite(a) && Double.isFinite(b)) {
            throw Failure.value("a power is too large");
        }
        return out;
    }

    private static void refuseZero(boolean zero) {
        if (zero) {
            throw Failure.value("division by zero");
        }
    }

    private static Value join(Run run, Value a, Value b) {
        if (a instanceof Value.Text x && b instanceof Value.Text y) {
            run.spend((long) x.value().length() + y.value().length());
            return new Value.Text(x.value() + y.value());
        }
        if (a instanceof Value.Listing x && b instanceof Value.Listing y) {
            return new Value.Listing(joined(run, x.items(), y.items()));
        }
        if (a instanceof Value.Tuple x && b instanceof Value.Tuple y) {
            return Value.Tuple.of(joined(run, x.items(), y.items()));
        }
        if (a instanceof Value.Text) {
            throw Failure.value(
                    "can only concatenate str (not \"" + Types.name(b) + "\") to str; '~' joins values of any type");
        }
        throw unsupported("+", a, b);
    }

    private static List<Value> joined(Run run, List<Value> a, List<Value> b) {
        run.spend((long) a.size() + b.size());
        List<Value> out = new ArrayList<>(a);
        out.addAll(b);
        return Collections.unmodifiableList(out);
    }

    private static Value repeat(Run run, Value a, Value b) {
        boolean flipped = a instanceof Value.Int || a instanceof Value.Bool;
        Value sequence = flipped ? b : a;
        Value times = flipped ? a : b;
        if (!(times instanceof Value.Int || times instanceof Value.Bool)) {
            throw unsupported("*", a, b);
        }
        long count = Math.max(0, Types.whole("*", times));
        return switch (sequence) {
            case Value.Text t -> {
                run.spend(count, t.value().length());
                yield new Value.Text(t.value().isEmpty() ? "" : t.value().repeat((int) count));
            }
            case Value.Listing l -> new Value.Listing(repeated(run, l.items(), count));
            case Value.Tuple t -> Value.Tuple.of(repeated(run, t.items(), count));
            default -> throw unsupported("*", a, b);
        };
    }

    private static List<Value> repeated(Run run, List<Value> items, long count) {
        run.spend(count, items.size());
        List<Value> out = new ArrayList<>();
        for (long i = 0; i < count && !items.isEmpty(); i++) {
            out.addAll(items);
        }
        return Collections.unmodifiableList(out);
    }

    private static Failure unsupported(String operator, Value a, Value b) {
        return Failure.value("unsupported operand type(s) for " + operator + ": '" + Types.name(a) + "' and '"
                + Types.name(b) + "'");
    }
}
