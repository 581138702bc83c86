package dev.plumbline.engine.internal.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `namespace(…)` makes: the one thing that a template can change, so that loops can hand values out.
final class Namespace implements Value.Instance {
    private final Map<String, Value> attributes = new LinkedHashMap<>();

    /// Sets an attribute.
    ///
    /// @throws Failure if its name begins with an underscore
    void set(String name, Value value) {
        if (name.startsWith("_")) {
            throw Failure.security(
                    "a namespace takes no attribute that begins with an underscore, but got '" + name + "'");
        }
        attributes.put(name, value);
    }

    @Override
    public String type() {
        return "Namespace";
    }

    @Override
    public String printed(Run run) {
        Dictionary all = new Dictionary();
        attributes.forEach(all::put);
        return "<Namespace " + Printing.representation(run, new Value.Dict(all)) + ">";
    }

    @Override
    public @Nullable Value attribute(Run run, String name) {
        return attributes.get(name);
    }
}
