package dev.plumbline.serve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the fields of a request, each with its type and range; null counts as absent.
record Fields(ObjectNode body) {
    /// Refuses fields that this server does not know: what they ask for would silently not happen.
    void requireKnown(Set<String> known) {
        for (String name : body.propertyNames()) {
            if (!known.contains(name) && !body.get(name).isNull()) {
                throw ApiException.invalid(
                        Json.excerpt(name), "Unrecognized request argument: " + Json.excerpt(name) + ".");
            }
        }
    }

    boolean has(String name) {
        return body.hasNonNull(name);
    }

    JsonNode get(String name) {
        return body.path(name);
    }

    String text(String name, String otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        if (!get(name).isString()) {
            throw wrong(name, "a string");
        }
        return get(name).asString();
    }

    boolean flag(String name) {
        if (has(name) && !get(name).isBoolean()) {
            throw wrong(name, "true or false");
        }
        return get(name).asBoolean(false);
    }

    double number(String name, double otherwise, double least, double most) {
        if (!has(name)) {
            return otherwise;
        }
        double value = get(name).isNumber() ? get(name).asDouble() : Double.NaN;
        if (!(value >= least && value <= most)) {
            throw wrong(name, "a number in [" + shown(least) + ", " + shown(most) + "]");
        }
        return value;
    }

    int integer(String name, int otherwise, int least, int most) {
        return integer(name, least, most).orElse(otherwise);
    }

    OptionalInt integer(String name, int least, int most) {
        if (!has(name)) {
            return OptionalInt.empty();
        }
        JsonNode node = get(name);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() < least || node.asInt() > most) {
            throw wrong(name, "a whole number in [" + least + ", " + most + "]");
        }
        return OptionalInt.of(node.asInt());
    }

    OptionalLong whole(String name) {
        if (!has(name)) {
            return OptionalLong.empty();
        }
        if (!get(name).isIntegralNumber() || !get(name).canConvertToLong()) {
            throw wrong(name, "a whole number");
        }
        return OptionalLong.of(get(name).asLong());
    }

    /// A text or a list of at most `most` texts.
    List<String> texts(String name, int most) {
        List<String> found = new ArrayList<>();
        JsonNode node = get(name);
        if (node.isString()) {
            found.add(node.asString());
        } else if (has(name)) {
            if (!node.isArray() || node.size() > most || !node.valueStream().allMatch(JsonNode::isString)) {
                throw wrong(name, "a string or a list of at most " + most + " strings");
            }
            node.forEach(one -> found.add(one.asString()));
        }
        return found;
    }

    /// Tokens by id.
    List<Integer> tokens(String name) {
        List<Integer> found = new ArrayList<>();
        if (has(name)) {
            if (!get(name).isArray() || !get(name).valueStream().allMatch(JsonNode::canConvertToInt)) {
                throw wrong(name, "a list of token ids");
            }
            get(name).forEach(one -> found.add(one.asInt()));
        }
        return found;
    }

    /// A number for each token id.
    Map<Integer, Double> biases(String name) {
        Map<Integer, Double> found = new LinkedHashMap<>();
        if (has(name)) {
            get(name).properties().forEach(entry -> {
                double value = entry.getValue().isNumber() ? entry.getValue().asDouble() : Double.NaN;
                if (!entry.getKey().matches("\\d{1,9}") || !(Math.abs(value) <= 100)) {
                    throw wrong(name, "an object of token ids with numbers in [-100, 100]");
                }
                found.put(Integer.valueOf(entry.getKey()), value);
            });
            if (!get(name).isObject()) {
                throw wrong(name, "an object of token ids with numbers in [-100, 100]");
            }
        }
        return found;
    }

    static ApiException wrong(String name, String wanted) {
        return ApiException.invalid(name, "\"" + name + "\" must be " + wanted + ".");
    }

    private static String shown(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
