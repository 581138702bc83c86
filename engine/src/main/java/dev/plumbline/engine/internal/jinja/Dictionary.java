package dev.plumbline.engine.internal.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Entries in the order in which their keys first came, where keys that Python holds equal (`1`, `1.0`, `true`) are
/// one.
final class Dictionary {
    /// A key and its value.
    record Entry(Value key, Value value) {}

    private final Map<Object, Entry> entries = new LinkedHashMap<>();

    /// Adds the value, or replaces the one under an equal key, which keeps its place and its first spelling.
    ///
    /// @throws Failure if the key is of a type that cannot be one
    void put(Value key, Value value) {
        Object identity = identity(key);
        @Nullable Entry old = entries.get(identity);
        entries.put(identity, new Entry(old == null ? key : old.key(), value));
    }

    void put(String key, Value value) {
        put(new Value.Text(key), value);
    }

    void putAll(Dictionary other) {
        other.entries().forEach(entry -> put(entry.key(), entry.value()));
    }

    @Nullable
    Value get(Value key) {
        @Nullable Entry found = entries.get(identity(key));
        return found == null ? null : found.value();
    }

    @Nullable
    Value get(String key) {
        return get(new Value.Text(key));
    }

    int size() {
        return entries.size();
    }

    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    List<Value> keys() {
        return entries.values().stream().map(Entry::key).toList();
    }

    List<Value> values() {
        return entries.values().stream().map(Entry::value).toList();
    }

    List<Value> items() {
        List<Value> out = new ArrayList<>();
        for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            out.add(Value.Tuple.of(entry.key(), entry.value()));
        }
        return out;
    }

    /// Whether a value can be a key.
    static boolean hashable(Value key) {
        return switch (key) {
            case Value.Listing l -> false;
            case Value.Dict d -> false;
            case Value.View v -> false;
            case Value.Tuple tuple -> tuple.items().stream().allMatch(Dictionary::hashable);
            default -> true;
        };
    }

    /// An object that is equal for keys that Python holds equal.
    static Object identity(Value key) {
        return switch (key) {
            case Value.Bool bool -> BigInteger.valueOf(bool.number());
            case Value.Int number -> number.value();
            case Value.Real real -> identity(real.value());
            case Value.Tuple tuple ->
                tuple.items().stream().map(Dictionary::identity).toList();
            case Value.Undefined u -> Value.Undefined.class;
            case Value.Listing l -> throw unhashable("list");
            case Value.Dict d -> throw unhashable("dict");
            case Value.View view -> throw unhashable(view.kind());
            default -> key;
        };
    }

    private static Object identity(double value) {
        boolean whole = Math.rint(value) == value && !Double.isInfinite(value);
        return whole ? new BigDecimal(value).toBigInteger() : value;
    }

    private static Failure unhashable(String type) {
        return Failure.value("unhashable type: '" + type + "'");
    }
}
