package dev.plumbline.engine.internal.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `cycler(…)` makes: hands out its values in turn.
final class Cycler implements Value.Instance {
    private final List<Value> values;
    private int at;

    /// @throws Failure if there are no values
    Cycler(List<Value> values) {
        if (values.isEmpty()) {
            throw Failure.value("at least one item has to be provided");
        }
        this.values = values;
    }

    @Override
    public String type() {
        return "Cycler";
    }

    @Override
    public @Nullable Value attribute(Run run, String name) {
        return switch (name) {
            case "current" -> values.get(at);
            case "next" -> new Value.Function(name, (r, arguments) -> next());
            case "reset" ->
                new Value.Function(name, (r, arguments) -> {
                    at = 0;
                    return Value.None.NONE;
                });
            default -> null;
        };
    }

    private Value next() {
        Value out = values.get(at);
        at = (at + 1) % values.size();
        return out;
    }
}
