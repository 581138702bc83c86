package dev.plumbline.study.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A piece of YAML that knows where it was written.
public sealed interface Node {
    Place place();

    /// How many nodes there are in this one, itself included, with every alias written out.
    int size();

    /// What it is, for error messages.
    String what();

    /// What a scalar looks like to YAML; a quoted one is always TEXT.
    enum Look {
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /// A single value, as it was spelled.
    record Scalar(Place place, String text, Look look) implements Node {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public String what() {
            return switch (look) {
                case TEXT -> "the text \"" + Nearest.shortened(text) + "\"";
                case NUMBER -> "the number " + Nearest.shortened(text);
                case BOOLEAN -> text;
                case NULL -> "nothing";
            };
        }
    }

    /// A list.
    record Sequence(Place place, List<Node> items, int size) implements Node {
        public Sequence(Place place, List<Node> items) {
            this(place, List.copyOf(items), 1 + sum(items));
        }

        @Override
        public String what() {
            return "a list";
        }
    }

    /// Values by key, in the order of the file.
    record Mapping(Place place, Map<String, Entry> entries, int size) implements Node {
        public Mapping(Place place, Map<String, Entry> entries) {
            this(
                    place,
                    Collections.unmodifiableMap(new LinkedHashMap<>(entries)),
                    1 + sum(entries.values().stream().map(Entry::value).toList()));
        }

        /// This mapping with one key's value in place of what was there.
        public Mapping with(String key, Entry entry) {
            Map<String, Entry> more = new LinkedHashMap<>(entries);
            more.put(key, entry);
            return new Mapping(place, more);
        }

        /// This mapping without some keys.
        public Mapping without(String... keys) {
            Map<String, Entry> fewer = new LinkedHashMap<>(entries);
            fewer.keySet().removeAll(List.of(keys));
            return new Mapping(place, fewer);
        }

        @Override
        public String what() {
            return "a mapping";
        }
    }

    /// A mapping's value, with the place of its key.
    record Entry(Place key, Node value) {}

    /// Every scalar in this node, in the order of the file.
    default List<Scalar> scalars() {
        List<Scalar> found = new ArrayList<>();
        switch (this) {
            case Scalar scalar -> found.add(scalar);
            case Sequence sequence -> sequence.items().forEach(item -> found.addAll(item.scalars()));
            case Mapping mapping ->
                mapping.entries()
                        .values()
                        .forEach(entry -> found.addAll(entry.value().scalars()));
        }
        return found;
    }

    private static int sum(List<Node> nodes) {
        return nodes.stream().mapToInt(Node::size).sum();
    }
}
