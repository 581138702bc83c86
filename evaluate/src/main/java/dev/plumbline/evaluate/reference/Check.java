package dev.plumbline.evaluate.reference;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.ReferenceCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// One case held against its reference: every expected value is compared, and the one that is farthest out of its own
/// tolerance is kept.
///
/// A value may differ by tolerance * max(1, |expected|); a p-value and an interval's end below 1e-3 by 1e-6 of itself
/// too.
final class Check {
    private static final double SMALL = 1e-3;
    private static final double RELATIVE = 1e-6;
    /// An interval's end closer to 0 than this is a 0 that was rounded.
    private static final double ROUNDED_ZERO = 1e-12;

    private static final Set<String> P_VALUES = Set.of(
            "p",
            "exact",
            "mid_p",
            "kendall_exact",
            "bonferroni",
            "holm",
            "hochberg",
            "bh",
            "by",
            "sidak_holm",
            "ks_exact",
            "ks_asymptotic",
            "ks_scipy_asymp",
            "p1",
            "p3");

    private final String name;
    private final String kind;
    private final double tolerance;
    private double difference;
    private double allowed;
    private String worst = "";
    private boolean failed;

    private Check(String name, String kind, double tolerance) {
        this.name = name;
        this.kind = kind;
        this.tolerance = tolerance;
        this.allowed = tolerance;
    }

    /// Compares what a method gives with what is expected.
    static ReferenceCase of(
            String name, String kind, double tolerance, JsonNode expected, Supplier<Map<String, Supplier<?>>> outputs) {
        Check check = new Check(name, kind, tolerance);
        if (undefined(expected)) {
            check.expectUndefined("", () -> {
                List<Object> all = new ArrayList<>();
                outputs.get().values().forEach(output -> all.add(resolved(output)));
                return all;
            });
        } else {
            check.compare("", expected, outputs.get());
        }
        return check.result();
    }

    private ReferenceCase result() {
        ReferenceCase.Result result = failed ? ReferenceCase.Result.FAIL : ReferenceCase.Result.PASS;
        return new ReferenceCase(name, kind, difference, allowed, result, worst);
    }

    static double number(JsonNode node) {
        return node.isString() ? Double.parseDouble(node.asString()) : node.doubleValue();
    }

    private static boolean undefined(JsonNode node) {
        return node.isObject() && node.size() == 1 && node.has("undefined");
    }

    /// A supplier's value; what it supplies may be one again.
    private static Object resolved(Object value) {
        Object resolved = value;
        while (resolved instanceof Supplier<?> supplier) {
            resolved = supplier.get();
        }
        return resolved;
    }

    private void expectUndefined(String place, Supplier<?> computation) {
        Object value;
        try {
            value = resolved(computation);
        } catch (PlumblineException e) {
            if (e.code() != ErrorCode.UNDEFINED) {
                fail(place, "must be undefined, but: " + e.getMessage());
            }
            return;
        }
        fail(place, "must be undefined, not " + text(value));
    }

    private void compare(String place, JsonNode expected, Object output) {
        if (undefined(expected)) {
            expectUndefined(place, () -> output);
            return;
        }
        Object found;
        try {
            found = resolved(output);
        } catch (PlumblineException e) {
            fail(place, String.valueOf(e.getMessage()));
            return;
        }
        switch (found) {
            case Number number -> compareNumber(place, expected, number.doubleValue(), false);
            case Boolean bool -> equal(place, expected.isBoolean() && expected.booleanValue() == bool, expected, bool);
            case String text ->
                equal(place, expected.isString() && expected.asString().equals(text), expected, text);
            case Estimate e -> {
                compareNumber(place + "[0]", expected.path(0), e.low(), true);
                compareNumber(place + "[1]", expected.path(1), e.high(), true);
            }
            case double[] array ->
                compareList(place, expected, Arrays.stream(array).boxed().toList());
            case double[][] rows -> compareList(place, expected, Arrays.asList(rows));
            case List<?> list -> compareList(place, expected, list);
            case Map<?, ?> map -> compareFields(place, expected, map);
            default ->
                fail(place, "there is no comparison for a " + found.getClass().getSimpleName());
        }
    }

    private void compareList(String place, JsonNode expected, List<?> found) {
        if (!expected.isArray() || expected.size() != found.size()) {
            fail(place, "has " + found.size() + " values, not " + (expected.isArray() ? expected.size() : expected));
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            compare(place + "[" + i + "]", expected.get(i), found.get(i));
        }
    }

    private void compareFields(String place, JsonNode expected, Map<?, ?> found) {
        if (!expected.isObject()) {
            fail(place, "is an object, not " + expected);
            return;
        }
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            String at = place.isEmpty() ? field.getKey() : place + "." + field.getKey();
            Object value = found.get(field.getKey());
            if (value == null) {
                fail(at, "is not computed");
            } else {
                compare(at, field.getValue(), value);
            }
        }
    }

    private void compareNumber(String place, JsonNode node, double found, boolean end) {
        if (!node.isNumber() && !node.isString()) {
            fail(place, "is " + found + ", not " + node);
            return;
        }
        double expected = number(node);
        if (expected == found) {
            return;
        }
        double size = Math.abs(expected);
        double slack = tolerance * Math.max(1, size);
        boolean strict = (end && size > ROUNDED_ZERO) || (pValue(place) && size > 0);
        if (strict && size < SMALL) {
            slack = Math.min(slack, RELATIVE * size);
        }
        double gap = Math.abs(expected - found);
        boolean within = gap <= slack;
        if (!within && !failed) {
            fail(place, "expected " + expected + ", found " + found);
            difference = gap;
            allowed = slack;
        } else if (within && !failed && gap * allowed > difference * slack) {
            difference = gap;
            allowed = slack;
        }
    }

    private static boolean pValue(String place) {
        String field = place.substring(place.lastIndexOf('.') + 1).replaceAll("\\[.*", "");
        return P_VALUES.contains(field) || field.startsWith("p_") || field.endsWith("_p");
    }

    private void equal(String place, boolean same, JsonNode expected, Object found) {
        if (!same) {
            fail(place, "expected " + expected + ", found " + found);
        }
    }

    private void fail(String place, String why) {
        if (!failed) {
            failed = true;
            worst = place.isEmpty() ? why : place + ": " + why;
            difference = Double.POSITIVE_INFINITY;
        }
    }

    private static String text(Object value) {
        String text = value instanceof double[] array ? Arrays.toString(array) : String.valueOf(value);
        return text.substring(0, Math.min(200, text.length()));
    }
}
