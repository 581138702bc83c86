package dev.plumbline.train.reference;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The settings of a recorded run. Every one must be used, or be known to have no part in the numbers; what is
/// left over at the end makes the recording unknown, so that no setting is passed over in silence.
final class Settings {
    private final JsonNode values;
    private final Set<String> left;

    Settings(JsonNode values) {
        this.values = values;
        this.left = new LinkedHashSet<>(values.propertyNames());
    }

    /// Whether there is such a setting and it is not null.
    boolean has(String name) {
        left.remove(name);
        return values.hasNonNull(name);
    }

    double number(String name, double otherwise) {
        return has(name) ? Json.number(values, name) : otherwise;
    }

    int integer(String name, int otherwise) {
        return has(name) ? Json.integer(values, name) : otherwise;
    }

    String text(String name, String otherwise) {
        return has(name) ? Json.text(values, name) : otherwise;
    }

    boolean flag(String name) {
        return has(name) && values.path(name).asBoolean(false);
    }

    /// One text or a list of texts.
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (has(name)) {
            JsonNode node = values.path(name);
            if (node.isString()) {
                texts.add(node.stringValue());
            } else {
                node.forEach(one -> texts.add(one.asString()));
            }
        }
        return texts;
    }

    double[] numbers(String name) {
        return has(name) ? Json.numbers(values.path(name), name) : new double[0];
    }

    /// An object of further options; empty if there is none.
    JsonNode options(String name) {
        return has(name) ? values.path(name) : tools.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    }

    /// Settings that decide how data were made, shown or stored, and so have no part in numbers made from given
    /// batches.
    Settings withoutPart(String... names) {
        for (String name : names) {
            left.remove(name);
        }
        return this;
    }

    /// A switch that must be off: what it would do is not done here.
    Settings off(String... names) {
        for (String name : names) {
            if (has(name)) {
                JsonNode node = values.path(name);
                boolean isOff = node.isBoolean() ? !node.booleanValue() : node.isNumber() && node.doubleValue() == 0;
                if (!isOff) {
                    throw new UnknownFixture("setting " + name + " = " + node);
                }
            }
        }
        return this;
    }

    /// @throws UnknownFixture if a setting was neither used nor known to have no part
    void finish() {
        if (!left.isEmpty()) {
            throw new UnknownFixture("settings " + left);
        }
    }
}
