package dev.plumbline.evaluate.reference;

import dev.plumbline.core.stats.Ratings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// The inputs of a reference case, by name.
record Input(JsonNode in) {
    double number(String name) {
        return Check.number(get(name));
    }

    int integer(String name) {
        return get(name).intValue();
    }

    String text(String name) {
        return get(name).asString();
    }

    double level() {
        return number("level");
    }

    double[] numbers(String name) {
        return get(name).valueStream().mapToDouble(Check::number).toArray();
    }

    int[] integers(String name) {
        return get(name).valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    boolean[] flags(String name) {
        int[] ones = integers(name);
        boolean[] flags = new boolean[ones.length];
        IntStream.range(0, ones.length).forEach(i -> flags[i] = ones[i] == 1);
        return flags;
    }

    List<String> texts(String name) {
        return get(name).valueStream().map(JsonNode::asString).toList();
    }

    double[][] matrix(String name) {
        return get(name)
                .valueStream()
                .map(row -> row.valueStream().mapToDouble(Check::number).toArray())
                .toArray(double[][]::new);
    }

    int[][] table(String name) {
        return get(name)
                .valueStream()
                .map(row -> row.valueStream().mapToInt(JsonNode::intValue).toArray())
                .toArray(int[][]::new);
    }

    List<JsonNode> list(String name) {
        return get(name).valueStream().toList();
    }

    JsonNode get(String name) {
        JsonNode node = in.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no input " + name + " in " + in);
        }
        return node;
    }

    /// Ratings of items by raters, with null for missing, in the listed categories.
    Ratings ratings() {
        int[][] codes = get("ratings")
                .valueStream()
                .map(row -> row.valueStream().mapToInt(this::code).toArray())
                .toArray(int[][]::new);
        return ofCodes(codes);
    }

    /// The columns `a` and `b` as two raters.
    Ratings twoRaters() {
        List<JsonNode> a = list("a");
        List<JsonNode> b = list("b");
        int[][] codes = IntStream.range(0, a.size())
                .mapToObj(i -> new int[] {code(a.get(i)), code(b.get(i))})
                .toArray(int[][]::new);
        return ofCodes(codes);
    }

    private Ratings ofCodes(int[][] codes) {
        List<JsonNode> categories = list("categories");
        boolean numeric = categories.stream().allMatch(JsonNode::isNumber);
        return numeric ? Ratings.of(codes, numbers("categories")) : Ratings.of(codes, categories.size());
    }

    private int code(JsonNode rating) {
        if (rating.isNull()) {
            return Ratings.MISSING;
        }
        List<String> names = new ArrayList<>(texts("categories"));
        return names.indexOf(rating.asString());
    }
}
