package dev.plumbline.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// What a reference case asks, and how an answer is held against it.
final class Golden {
    private Golden() {}

    /// One method: inputs to its outputs by name, each computed when asked for, so that one may be undefined and others
    /// not.
    @FunctionalInterface
    interface Method {
        Map<String, Supplier<?>> of(Input in);
    }

    /// Compares a whole case; `place` names it in failures.
    static void check(String place, JsonNode expected, double tolerance, Supplier<Map<String, Supplier<?>>> outputs) {
        if (expected.has("undefined")) {
            assertUndefined(
                    place,
                    () -> outputs.get().values().stream().map(Supplier::get).toList());
            return;
        }
        Map<String, Supplier<?>> found = outputs.get();
        expected.propertyStream().forEach(field -> {
            String at = place + "." + field.getKey();
            Supplier<?> value = found.get(field.getKey());
            if (value == null) {
                fail(at + " is not computed");
            } else if (field.getValue().has("undefined")) {
                assertUndefined(at, value);
            } else {
                compare(at, field.getValue(), value.get(), tolerance);
            }
        });
    }

    private static void assertUndefined(String place, Supplier<?> computation) {
        Object value;
        try {
            value = computation.get();
        } catch (PlumblineException e) {
            assertThat(e.code()).as(place).isEqualTo(ErrorCode.UNDEFINED);
            return;
        }
        fail(place + " must be undefined, not " + value);
    }

    private static void compare(String place, JsonNode expected, Object found, double tolerance) {
        switch (found) {
            case Number number -> compare(place, number(expected), number.doubleValue(), tolerance);
            case double[] array -> {
                assertThat(array).as(place).hasSize(expected.size());
                for (int i = 0; i < array.length; i++) {
                    compare(place + "[" + i + "]", number(expected.get(i)), array[i], tolerance);
                }
            }
            case Iterable<?> list -> {
                int i = 0;
                for (Object element : list) {
                    compare(place + "[" + i + "]", expected.get(i), element, tolerance);
                    i++;
                }
                assertThat(i).as(place).isEqualTo(expected.size());
            }
            case Map<?, ?> map -> {
                assertThat(map.keySet()).as(place).hasSize(expected.size());
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    String key = String.valueOf(entry.getKey());
                    compare(place + "." + key, expected.get(key), entry.getValue(), tolerance);
                }
            }
            case Estimate e -> compare(place, expected, new double[] {e.low(), e.high()}, tolerance);
            case Boolean bool -> assertThat(bool).as(place).isEqualTo(expected.booleanValue());
            case String text -> assertThat(text).as(place).isEqualTo(expected.asString());
            default -> fail(place + ": no comparison for " + found.getClass());
        }
    }

    static double number(JsonNode node) {
        return node.isString() ? Double.parseDouble(node.asString()) : node.doubleValue();
    }

    /// tolerance * max(1, |golden|), and 1e-6 of the value itself where that is below 1e-3.
    private static void compare(String place, double expected, double found, double tolerance) {
        if (expected == found) {
            return;
        }
        double slack = tolerance * Math.max(1, Math.abs(expected));
        if (Math.abs(expected) < 1e-3 && Math.abs(expected) > 1e-30) {
            slack = Math.min(slack, 1e-6 * Math.abs(expected));
        }
        assertThat(Math.abs(expected - found))
                .as("%s: expected %s, found %s, tolerance %s", place, expected, found, slack)
                .isLessThanOrEqualTo(slack);
    }
}
