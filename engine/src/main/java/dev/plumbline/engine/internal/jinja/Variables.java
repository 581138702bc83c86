package dev.plumbline.engine.internal.jinja;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes template values of JSON-like Java ones, and counts how large they are.
final class Variables {
    private static final int DEEPEST = 200;

    private long characters;
    private int depth;

    /// How many characters and items the values made so far have.
    long characters() {
        return characters;
    }

    Map<String, Value> of(Map<String, ?> variables) {
        Map<String, Value> out = new HashMap<>();
        variables.forEach((name, value) -> out.put(name, value(value)));
        return out;
    }

    private Value value(@Nullable Object value) {
        characters++;
        return switch (value) {
            case null -> Value.None.NONE;
            case String text -> {
                characters += text.length();
                yield new Value.Text(text);
            }
            case Boolean bool -> Value.Bool.of(bool);
            case Double real -> new Value.Real(real);
            case Float real -> new Value.Real(real);
            case BigDecimal real -> new Value.Real(real.doubleValue());
            case BigInteger whole -> new Value.Int(whole);
            case Number whole -> Value.Int.of(whole.longValue());
            case Map<?, ?> map -> dictionary(map);
            case Iterable<?> items -> listing(items);
            default -> throw bad("a value of " + value.getClass() + " is not JSON-like");
        };
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(
                ErrorCode.BAD_ARGUMENT,
                what + "; a template takes maps with text keys, lists, text, numbers, booleans and null");
    }

    private void enter() {
        if (++depth > DEEPEST) {
            throw bad("a value nested more than " + DEEPEST + " times is not allowed");
        }
    }

    private Value dictionary(Map<?, ?> map) {
        enter();
        Dictionary out = new Dictionary();
        map.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw bad("a key that is not text is not allowed");
            }
            characters += name.length();
            out.put(name, value(value));
        });
        depth--;
        return new Value.Dict(out);
    }

    private Value listing(Iterable<?> items) {
        enter();
        List<Value> out = new ArrayList<>();
        for (Object item : items) {
            out.add(value(item));
        }
        depth--;
        return new Value.Listing(List.copyOf(out));
    }
}
