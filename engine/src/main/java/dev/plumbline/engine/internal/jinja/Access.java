package dev.plumbline.engine.internal.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Attributes, items and slices of values. There is no reflection: what is not listed here does not exist.
final class Access {
    private static final Set<String> CHANGES_LIST =
            Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
    private static final Set<String> CHANGES_DICT = Set.of("clear", "pop", "popitem", "setdefault", "update");

    private Access() {}

    /// `value.name`: an attribute, or else an item.
    static Value attribute(Run run, Value value, String name) {
        Arithmetic.refuseUndefined(value);
        @Nullable Value found = ownAttribute(run, value, name);
        if (found == null && value instanceof Value.Dict dict) {
            found = dict.entries.get(name);
        }
        return found == null ? missing(run, value, new Value.Text(name)) : found;
    }

    /// `value[key]`: an item, or else an attribute.
    static Value item(Run run, Value value, Value key) {
        Arithmetic.refuseUndefined(value);
        @Nullable Value found = ownItem(run, value, key);
        if (found == null && key instanceof Value.Text name) {
            found = ownAttribute(run, value, name.value());
        }
        return found == null ? missing(run, value, key) : found;
    }

    private static Value missing(Run run, Value value, Value key) {
        String type = value == Value.None.NONE ? "None" : Types.name(value) + " object";
        return new Value.Undefined(
                key instanceof Value.Text name
                        ? "'" + type + "' has no attribute '" + name.value() + "'"
                        : type + " has no element " + Printing.representation(run, key));
    }

    /// An attribute that is not an item, or null.
    static @Nullable Value ownAttribute(Run run, Value value, String name) {
        if (name.startsWith("__") && name.endsWith("__")) {
            throw Failure.security("access to attribute '" + name + "' of '" + Types.name(value) + "' is unsafe");
        }
        return switch (value) {
            case Value.Text text -> StringMethods.bound(text.value(), name);
            case Value.Dict dict -> {
                refuseChange(CHANGES_DICT, "dict", name);
                yield ContainerMethods.of(dict, name);
            }
            case Value.Listing list -> {
                refuseChange(CHANGES_LIST, "list", name);
                yield ContainerMethods.of(list.items(), value, name);
            }
            case Value.Range range -> ContainerMethods.of(Types.items(run, range), value, name);
            case Value.Tuple tuple -> {
                int at = tuple.names().indexOf(name);
                yield at >= 0 ? tuple.items().get(at) : ContainerMethods.of(tuple.items(), value, name);
            }
            case Value.Instance instance -> instance.attribute(run, name);
            default -> null;
        };
    }

    private static void refuseChange(Set<String> changes, String type, String name) {
        if (changes.contains(name)) {
            throw Failure.security("access to attribute '" + name + "' of '" + type
                    + "' object is unsafe: a template must not change what it is given");
        }
    }

    /// An item that is not an attribute, or null.
    private static @Nullable Value ownItem(Run run, Value value, Value key) {
        if (value instanceof Value.Dict dict) {
            return Dictionary.hashable(key) ? dict.entries.get(key) : null;
        }
        if (!(key instanceof Value.Int || key instanceof Value.Bool)) {
            return null;
        }
        BigInteger index = Types.integer("index", key);
        if (index.bitLength() > 40) {
            return null;
        }
        long at = index.longValue();
        return switch (value) {
            case Value.Listing l -> at(l.items(), at);
            case Value.Tuple t -> at(t.items(), at);
            case Value.Range r -> {
                long place = at < 0 ? at + r.length() : at;
                yield place < 0 || place >= r.length() ? null : Value.Int.of(r.start() + place * r.step());
            }
            case Value.Text t -> character(run, t.value(), at);
            case Value.Bytes b -> {
                long place = at < 0 ? at + b.value().length() : at;
                yield place < 0 || place >= b.value().length()
                        ? null
                        : Value.Int.of(b.value().charAt((int) place));
            }
            default -> null;
        };
    }

    private static @Nullable Value at(List<Value> items, long at) {
        long place = at < 0 ? at + items.size() : at;
        return place < 0 || place >= items.size() ? null : items.get((int) place);
    }

    private static @Nullable Value character(Run run, String text, long at) {
        run.spend(text.length() / 16);
        long length = text.codePointCount(0, text.length());
        long place = at < 0 ? at + length : at;
        if (place < 0 || place >= length) {
            return null;
        }
        int index = text.offsetByCodePoints(0, (int) place);
        return new Value.Text(Character.toString(text.codePointAt(index)));
    }

    /// `value[start:stop:step]`.
    ///
    /// @throws Failure if the value has no slices, a bound is not a whole number, or the step is 0
    static Value slice(Run run, Value value, Optional<Value> start, Optional<Value> stop, Optional<Value> step) {
        Arithmetic.refuseUndefined(value);
        return switch (value) {
            case Value.Text t -> {
                int[] codePoints = t.value().codePoints().toArray();
                run.spend(codePoints.length / 4);
                StringBuilder out = new StringBuilder();
                for (int i : Places.of(codePoints.length, start, stop, step).all(run)) {
                    out.appendCodePoint(codePoints[i]);
                }
                yield new Value.Text(out.toString());
            }
            case Value.Listing l -> new Value.Listing(part(run, l.items(), start, stop, step));
            case Value.Tuple t -> Value.Tuple.of(part(run, t.items(), start, stop, step));
            case Value.Range r -> {
                Places places = Places.of(r.length(), start, stop, step);
                long first = r.start() + places.from() * r.step();
                yield new Value.Range(first, r.start() + places.to() * r.step(), r.step() * places.by());
            }
            default -> throw Failure.value("'" + Types.name(value) + "' object is not subscriptable by a slice");
        };
    }

    private static List<Value> part(
            Run run, List<Value> items, Optional<Value> start, Optional<Value> stop, Optional<Value> step) {
        List<Value> out = new ArrayList<>();
        for (int i : Places.of(items.size(), start, stop, step).all(run)) {
            out.add(items.get(i));
        }
        return List.copyOf(out);
    }

    /// The places that a slice takes: from, from + by, ... as long as they lie before `to`.
    private record Places(long from, long to, long by) {
        static Places of(long length, Optional<Value> start, Optional<Value> stop, Optional<Value> step) {
            long by = Math.clamp(bound(step).orElse(1L), -length - 1, length + 1);
            if (by == 0) {
                throw Failure.value("slice step cannot be zero");
            }
            if (by > 0) {
                return new Places(clamp(start, length, 0, 0, length), clamp(stop, length, length, 0, length), by);
            }
            long last = length - 1;
            return new Places(clamp(start, length, last, -1, last), clamp(stop, length, -1, -1, last), by);
        }

        List<Integer> all(Run run) {
            List<Integer> out = new ArrayList<>();
            for (long i = from; by > 0 ? i < to : i > to; i += by) {
                out.add((int) i);
            }
            run.spend(out.size());
            return out;
        }

        private static Optional<Long> bound(Optional<Value> value) {
            return value.filter(given -> given != Value.None.NONE).map(given -> Types.whole("slice", given));
        }

        /// A bound as a place in [low, high]; one below zero counts from the end.
        private static long clamp(Optional<Value> value, long length, long otherwise, long low, long high) {
            Optional<Long> given = bound(value);
            if (given.isEmpty()) {
                return otherwise;
            }
            long place = given.get() < 0 ? Math.max(given.get(), -length - 1) + length : given.get();
            return Math.clamp(place, low, high);
        }
    }
}
