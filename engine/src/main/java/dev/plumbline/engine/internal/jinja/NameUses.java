package dev.plumbline.engine.internal.jinja;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// Remembers, while macro bodies are parsed, which of the names with a meaning inside a macro they use: only a
/// macro that names `varargs`, `kwargs` or `caller` takes them.
final class NameUses {
    private static final Set<String> WATCHED = Set.of("varargs", "kwargs", "caller");

    private final Deque<Set<String>> open = new ArrayDeque<>();

    void enter() {
        open.push(new HashSet<>());
    }

    Set<String> leave() {
        return Set.copyOf(open.pop());
    }

    /// A variable of this name is read.
    void read(String name) {
        if (WATCHED.contains(name)) {
            open.forEach(uses -> uses.add(name));
        }
    }
}
