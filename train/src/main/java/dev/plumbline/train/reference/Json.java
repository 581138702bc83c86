package dev.plumbline.train.reference;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reading of a recording's JSON: what is not of the expected kind is an error that names it.
final class Json {
    private static final long MAX_BYTES = 256L << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static JsonNode read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new PlumblineException(ErrorCode.BAD_DATA, file + ": larger than " + MAX_BYTES + " bytes");
            }
            return MAPPER.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.MISSING_FILE, file + ": cannot be read: " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new PlumblineException(ErrorCode.BAD_DATA, file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// Refuses an object with keys beyond these.
    ///
    /// @throws UnknownFixture naming them
    static void only(JsonNode object, String where, String... known) {
        TreeSet<String> unknown = new TreeSet<>(object.propertyNames());
        Arrays.asList(known).forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new UnknownFixture(where + " holds " + unknown);
        }
    }

    static double number(JsonNode object, String key) {
        return value(object.path(key), "\"" + key + "\"");
    }

    /// A number; infinities and not-a-number are written as words.
    private static double value(JsonNode node, String what) {
        if (node.isString()) {
            return switch (node.stringValue()) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> throw bad(what, "a number", node);
            };
        }
        if (!node.isNumber()) {
            throw bad(what, "a number", node);
        }
        return node.doubleValue();
    }

    static int integer(JsonNode object, String key) {
        JsonNode node = object.path(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw bad("\"" + key + "\"", "a whole number", node);
        }
        return node.intValue();
    }

    static String text(JsonNode object, String key) {
        JsonNode node = object.path(key);
        if (!node.isString()) {
            throw bad("\"" + key + "\"", "text", node);
        }
        return node.stringValue();
    }

    /// A list of numbers; true and false are 1 and 0, and null is not-a-number.
    static double[] numbers(JsonNode list, String what) {
        requireList(list, what);
        return IntStream.range(0, list.size())
                .mapToDouble(i -> {
                    JsonNode node = list.get(i);
                    if (node.isBoolean()) {
                        return node.booleanValue() ? 1 : 0;
                    }
                    return node.isNull() ? Double.NaN : value(node, what);
                })
                .toArray();
    }

    /// A list of whole numbers; true and false are 1 and 0.
    static int[] integers(JsonNode list, String what) {
        requireList(list, what);
        return IntStream.range(0, list.size())
                .map(i -> {
                    JsonNode node = list.get(i);
                    if (node.isBoolean()) {
                        return node.booleanValue() ? 1 : 0;
                    }
                    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
                        throw bad(what, "whole numbers", node);
                    }
                    return node.intValue();
                })
                .toArray();
    }

    static double[][] matrix(JsonNode rows, String what) {
        requireList(rows, what);
        return IntStream.range(0, rows.size())
                .mapToObj(i -> numbers(rows.get(i), what))
                .toArray(double[][]::new);
    }

    static int[][] integerMatrix(JsonNode rows, String what) {
        requireList(rows, what);
        return IntStream.range(0, rows.size())
                .mapToObj(i -> integers(rows.get(i), what))
                .toArray(int[][]::new);
    }

    /// All numbers of nested lists in row-major order.
    static double[] flat(JsonNode node, String what) {
        if (!node.isArray()) {
            return new double[] {value(node, what)};
        }
        return IntStream.range(0, node.size())
                .mapToObj(i -> flat(node.get(i), what))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static void requireList(JsonNode node, String what) {
        if (!node.isArray()) {
            throw bad(what, "a list", node);
        }
    }

    private static PlumblineException bad(String what, String wanted, JsonNode found) {
        String text = found.toString();
        return new PlumblineException(
                ErrorCode.BAD_DATA,
                what + " must be " + wanted + ", not "
                        + (found.isMissingNode() ? "absent" : text.substring(0, Math.min(40, text.length()))));
    }
}
