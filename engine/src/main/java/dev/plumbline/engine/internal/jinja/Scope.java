package dev.plumbline.engine.internal.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Variables, and the scope around them, which one can see but not change.
final class Scope {
    private final Map<String, Value> variables;
    private final @Nullable Scope around;

    private Scope(Map<String, Value> variables, @Nullable Scope around) {
        this.variables = variables;
        this.around = around;
    }

    static Scope of(Map<String, Value> variables) {
        return new Scope(new HashMap<>(variables), null);
    }

    /// A scope within this one that holds these variables.
    Scope with(Map<String, Value> inner) {
        return new Scope(new HashMap<>(inner), this);
    }

    Scope inner() {
        return new Scope(new HashMap<>(), this);
    }

    void set(String name, Value value) {
        variables.put(name, value);
    }

    Value get(String name) {
        for (@Nullable Scope scope = this; scope != null; scope = scope.around) {
            @Nullable Value found = scope.variables.get(name);
            if (found != null) {
                return found;
            }
        }
        return new Value.Undefined("'" + name + "' is undefined");
    }
}
