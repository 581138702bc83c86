package dev.plumbline.engine.internal.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// An attribute that a filter is told to look at: `name`, `function.name` or `0.name`.
record Path(List<Value> parts) {
    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

    /// The argument of this name, which may be absent or `none`: then the item itself is meant.
    static Path of(Arguments.Bound arguments, String name) {
        return arguments.none(name) ? new Path(List.of()) : of(arguments.get(name));
    }

    static Path of(Value attribute) {
        if (!(attribute instanceof Value.Text text)) {
            return new Path(List.of(attribute));
        }
        List<Value> parts = new ArrayList<>();
        for (String part : text.value().split("\\.", -1)) {
            boolean digits = DIGITS.matcher(part).matches();
            parts.add(digits ? new Value.Int(new BigInteger(part)) : new Value.Text(part));
        }
        return new Path(parts);
    }

    /// What the path leads to from an item; undefined where it ends early.
    Value get(Run run, Value item) {
        Value out = item;
        for (Value part : parts) {
            run.step();
            out = Access.item(run, out, part);
        }
        return out;
    }

    /// What the path leads to, with `otherwise` in place of each part that is undefined.
    Value get(Run run, Value item, Value otherwise) {
        Value out = item;
        for (Value part : parts) {
            run.step();
            out = Access.item(run, out, part);
            out = out instanceof Value.Undefined ? otherwise : out;
        }
        return out;
    }
}
