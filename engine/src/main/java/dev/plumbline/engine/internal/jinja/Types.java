package dev.plumbline.engine.internal.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;

/// What a value is in Python's eyes: its type's name, whether it is true, its length, its items, its number.
final class Types {
    private Types() {}

    /// Python's name of the value's type.
    static String name(Value value) {
        return switch (value) {
            case Value.Undefined u -> "Undefined";
            case Value.None n -> "NoneType";
            case Value.Bool b -> "bool";
            case Value.Int i -> "int";
            case Value.Real r -> "float";
            case Value.Text t -> "str";
            case Value.Bytes b -> "bytes";
            case Value.Listing l -> "list";
            case Value.Tuple t -> "tuple";
            case Value.Range r -> "range";
            case Value.View v -> v.kind();
            case Value.Generator g -> "generator";
            case Value.Dict d -> "dict";
            case Value.Instance i -> i.type();
        };
    }

    static boolean truth(Value value) {
        return switch (value) {
            case Value.Undefined u -> false;
            case Value.None n -> false;
            case Value.Bool b -> b == Value.Bool.TRUE;
            case Value.Int i -> i.value().signum() != 0;
            case Value.Real r -> r.value() != 0;
            case Value.Text t -> !t.value().isEmpty();
            case Value.Bytes b -> !b.value().isEmpty();
            case Value.Listing l -> !l.items().isEmpty();
            case Value.Tuple t -> !t.items().isEmpty();
            case Value.Range r -> r.length() > 0;
            case Value.View v -> !v.items().isEmpty();
            case Value.Dict d -> d.entries.size() > 0;
            case Value.Generator g -> true;
            case Value.Instance i -> true;
        };
    }

    /// Whether the value has a length.
    static boolean sized(Value value) {
        return switch (value) {
            case Value.Undefined u -> true;
            case Value.Text t -> true;
            case Value.Bytes b -> true;
            case Value.Listing l -> true;
            case Value.Tuple t -> true;
            case Value.Range r -> true;
            case Value.View v -> true;
            case Value.Dict d -> true;
            case LoopState l -> true;
            default -> false;
        };
    }

    /// The length of a value, in code points or items.
    ///
    /// @throws Failure if it has none
    static long length(Value value) {
        return switch (value) {
            case Value.Undefined u -> 0;
            case Value.Text t -> t.value().codePointCount(0, t.value().length());
            case Value.Bytes b -> b.value().length();
            case Value.Listing l -> l.items().size();
            case Value.Tuple t -> t.items().size();
            case Value.Range r -> r.length();
            case Value.View v -> v.items().size();
            case Value.Dict d -> d.entries.size();
            case LoopState l -> l.length();
            default -> throw Failure.value("object of type '" + name(value) + "' has no len()");
        };
    }

    static boolean iterable(Value value) {
        return sized(value) || value instanceof Value.Generator;
    }

    /// The items of a value, one by one: characters of a string, keys of a dictionary.
    ///
    /// @throws Failure if it has none
    static Iterator<Value> iterate(Value value) {
        return switch (value) {
            case Value.Undefined u -> Collections.emptyIterator();
            case Value.Text t ->
                t.value()
                        .codePoints()
                        .<Value>mapToObj(c -> new Value.Text(Character.toString(c)))
                        .iterator();
            case Value.Bytes b ->
                b.value().chars().<Value>mapToObj(Value.Int::of).iterator();
            case Value.Listing l -> l.items().iterator();
            case Value.Tuple t -> t.items().iterator();
            case Value.View v -> v.items().iterator();
            case Value.Generator g -> g.items();
            case Value.Dict d -> d.entries.keys().iterator();
            case Value.Range r ->
                LongStream.range(0, r.length())
                        .<Value>mapToObj(i -> Value.Int.of(r.start() + i * r.step()))
                        .iterator();
            default -> throw Failure.value("'" + name(value) + "' object is not iterable");
        };
    }

    /// All items of a value.
    static List<Value> items(Run run, Value value) {
        if (value instanceof Value.Listing list) {
            run.spend(list.items().size());
            return list.items();
        }
        List<Value> out = new ArrayList<>();
        for (Iterator<Value> all = iterate(value); all.hasNext(); ) {
            run.spend(1);
            out.add(all.next());
        }
        return out;
    }

    static boolean number(Value value) {
        return value instanceof Value.Int || value instanceof Value.Real || value instanceof Value.Bool;
    }

    /// The whole number that the value is.
    ///
    /// @throws Failure if it is of another type
    static BigInteger integer(String place, Value value) {
        return switch (value) {
            case Value.Int i -> i.value();
            case Value.Bool b -> BigInteger.valueOf(b.number());
            case Value.Undefined u -> throw Failure.undefined(u.why());
            default -> throw Failure.value(place + ": '" + name(value) + "' cannot be interpreted as an integer");
        };
    }

    /// The whole number that the value is, as far as 64 bits go; beyond, the nearest that they hold.
    static long whole(String place, Value value) {
        BigInteger number = integer(place, value);
        if (number.bitLength() < Long.SIZE) {
            return number.longValue();
        }
        return number.signum() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }

    /// The string that the value is.
    ///
    /// @throws Failure if it is of another type
    static String text(String place, Value value) {
        return switch (value) {
            case Value.Text t -> t.value();
            case Value.Undefined u -> throw Failure.undefined(u.why());
            default -> throw Failure.value(place + ": expected a string, got '" + name(value) + "'");
        };
    }
}
