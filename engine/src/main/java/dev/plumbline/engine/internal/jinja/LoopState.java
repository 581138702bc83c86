package dev.plumbline.engine.internal.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The variable `loop`: where a loop is. Items are fetched one by one; only who asks for the end looks ahead.
final class LoopState implements Value.Instance {
    private final int depth;
    private final Optional<BiFunction<Run, Value, Value>> recurse;
    private Iterator<Value> items;
    private long length;
    private long index = -1;
    private @Nullable Value before;
    private @Nullable Value current;
    private @Nullable Value after;
    private @Nullable Value changed;

    /// @param length how many items there are, or -1 if that is not known yet
    /// @param recurse renders the loop for other items, if the loop is recursive
    /// @param depth from 0, more in recursive loops
    LoopState(Iterator<Value> items, long length, int depth, Optional<BiFunction<Run, Value, Value>> recurse) {
        this.items = items;
        this.length = length;
        this.depth = depth;
        this.recurse = recurse;
    }

    /// The next item, or null at the end.
    @Nullable
    Value next() {
        @Nullable Value next = peek();
        after = null;
        if (next != null) {
            index++;
            before = current;
            current = next;
        }
        return next;
    }

    private @Nullable Value peek() {
        if (after == null && items.hasNext()) {
            after = items.next();
        }
        return after;
    }

    long length() {
        if (length < 0) {
            List<Value> rest = new ArrayList<>();
            items.forEachRemaining(rest::add);
            items = rest.iterator();
            length = rest.size() + index + 1 + (after == null ? 0 : 1);
        }
        return length;
    }

    int depth() {
        return depth;
    }

    @Override
    public String type() {
        return "LoopContext";
    }

    @Override
    public @Nullable Value attribute(Run run, String name) {
        return switch (name) {
            case "index" -> Value.Int.of(index + 1);
            case "index0" -> Value.Int.of(index);
            case "first" -> Value.Bool.of(index == 0);
            case "last" -> Value.Bool.of(peek() == null);
            case "length" -> Value.Int.of(length());
            case "revindex" -> Value.Int.of(length() - index);
            case "revindex0" -> Value.Int.of(length() - index - 1);
            case "depth" -> Value.Int.of(depth + 1L);
            case "depth0" -> Value.Int.of(depth);
            case "previtem" -> neighbour(before, "there is no previous item");
            case "nextitem" -> neighbour(peek(), "there is no next item");
            case "cycle" -> new Value.Function(name, (r, arguments) -> cycle(arguments));
            case "changed" -> new Value.Function(name, this::changed);
            default -> null;
        };
    }

    private static Value neighbour(@Nullable Value item, String otherwise) {
        return item == null ? new Value.Undefined(otherwise) : item;
    }

    private Value cycle(Arguments arguments) {
        List<Value> all = arguments.positional();
        if (all.isEmpty()) {
            throw Failure.value("no items for cycling given");
        }
        return all.get((int) (index % all.size()));
    }

    private Value changed(Run run, Arguments arguments) {
        Value now = Value.Tuple.of(arguments.positional());
        boolean different = changed == null || !Equality.equal(run, changed, now);
        changed = now;
        return Value.Bool.of(different);
    }

    @Override
    public boolean callable() {
        return true;
    }

    @Override
    public Value call(Run run, Arguments arguments) {
        Value others = arguments.bind("loop", "iterable").get("iterable");
        return recurse.orElseThrow(
                        () -> Failure.value("the loop must have the 'recursive' marker to be called recursively"))
                .apply(run, others);
    }

    @Override
    public String printed(Run run) {
        return "<LoopContext " + (index + 1) + "/" + length() + ">";
    }
}
