package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.internal.jinja.Stmt.MacroBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A macro: called, it renders its body in a scope of its own around which is the scope it was defined in.
final class Macro implements Value.Instance {
    private final String name;
    private final MacroBody body;
    private final Scope around;
    private final Executor executor;

    Macro(String name, MacroBody body, Scope around, Executor executor) {
        this.name = name;
        this.body = body;
        this.around = around;
        this.executor = executor;
    }

    @Override
    public String type() {
        return "Macro";
    }

    @Override
    public boolean callable() {
        return true;
    }

    @Override
    public @Nullable Value attribute(Run run, String attribute) {
        return switch (attribute) {
            case "name" -> new Value.Text(name);
            case "arguments" ->
                Value.Tuple.of(
                        body.parameters().stream().<Value>map(Value.Text::new).toList());
            case "catch_kwargs" -> Value.Bool.of(body.uses().contains("kwargs"));
            case "catch_varargs" -> Value.Bool.of(body.uses().contains("varargs"));
            case "caller" -> Value.Bool.of(body.uses().contains("caller"));
            default -> null;
        };
    }

    @Override
    public String printed(Run run) {
        return "<Macro '" + name + "'>";
    }

    @Override
    public Value call(Run run, Arguments arguments) {
        Scope scope = around.inner();
        Map<String, Value> named = new LinkedHashMap<>(arguments.named());
        parameters(scope, arguments.positional(), named);
        if (!body.parameters().contains("caller") && body.uses().contains("caller")) {
            @Nullable Value caller = named.remove("caller");
            scope.set("caller", caller == null ? new Value.Undefined("no caller defined") : caller);
        }
        rest(run, scope, arguments.positional(), named);
        return executor.text(body.body(), scope);
    }

    private void parameters(Scope scope, List<Value> positional, Map<String, Value> named) {
        List<String> parameters = body.parameters();
        List<Integer> absent = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            @Nullable Value given = i < positional.size() ? positional.get(i) : named.remove(parameters.get(i));
            if (given == null) {
                absent.add(i);
                given = new Value.Undefined("parameter '" + parameters.get(i) + "' was not provided");
            }
            scope.set(parameters.get(i), given);
        }
        int first = parameters.size() - body.defaults().size();
        for (int i : absent) {
            if (i >= first) {
                scope.set(parameters.get(i), executor.value(body.defaults().get(i - first), scope));
            }
        }
    }

    /// Arguments beyond the parameters go to `varargs` and `kwargs`, if the body names them.
    private void rest(Run run, Scope scope, List<Value> positional, Map<String, Value> named) {
        int count = body.parameters().size();
        if (body.uses().contains("kwargs")) {
            Dictionary kwargs = new Dictionary();
            named.forEach(kwargs::put);
            scope.set("kwargs", new Value.Dict(kwargs));
        } else if (!named.isEmpty()) {
            throw Failure.value("macro '" + name + "' takes no keyword argument '"
                    + named.keySet().iterator().next() + "'");
        }
        List<Value> more = positional.subList(Math.min(count, positional.size()), positional.size());
        if (body.uses().contains("varargs")) {
            run.spend(more.size());
            scope.set("varargs", Value.Tuple.of(List.copyOf(more)));
        } else if (!more.isEmpty()) {
            throw Failure.value("macro '" + name + "' takes not more than " + count + " argument(s)");
        }
    }
}
