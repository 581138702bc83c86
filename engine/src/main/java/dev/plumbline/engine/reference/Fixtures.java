package dev.plumbline.engine.reference;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.engine.SafeTensorsFile;
import dev.plumbline.engine.TensorInfo;
import dev.plumbline.engine.internal.JsonFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reads what reference folders are made of.
final class Fixtures {
    private Fixtures() {}

    static JsonNode json(Path file) {
        return JsonFile.read(file, ErrorCode.BAD_DATA);
    }

    /// The folders within a folder, by name; none if it is not there.
    static List<Path> folders(Path folder) {
        return entries(folder).stream().filter(Files::isDirectory).toList();
    }

    /// What lies in a folder, by name; nothing if it is not there.
    static List<Path> entries(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    static List<int[]> rows(JsonNode array) {
        List<int[]> rows = new ArrayList<>();
        array.forEach(row -> rows.add(ints(row)));
        return rows;
    }

    static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }

    static float[] floats(SafeTensorsFile file, String name) {
        TensorInfo tensor = file.tensor(name);
        return tensor.bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    static int[] joined(int[] first, int[] second) {
        int[] joined = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /// The largest difference; infinite where lengths differ, or one side alone is infinite or not a number.
    static double difference(float[] found, float[] wanted) {
        if (found.length != wanted.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, difference(found[i], wanted[i]));
        }
        return largest;
    }

    static double difference(double[] found, double[] wanted) {
        if (found.length != wanted.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, difference(found[i], wanted[i]));
        }
        return largest;
    }

    static double difference(double found, double wanted) {
        if (found == wanted) {
            return 0;
        }
        double difference = Math.abs(found - wanted);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }

    /// log softmax of one row.
    static double[] logProbabilities(float[] logits, int from, int vocabulary) {
        double most = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < vocabulary; v++) {
            most = Math.max(most, logits[from + v]);
        }
        double sum = 0;
        for (int v = 0; v < vocabulary; v++) {
            sum += Math.exp(logits[from + v] - most);
        }
        double[] log = new double[vocabulary];
        for (int v = 0; v < vocabulary; v++) {
            log[v] = logits[from + v] - most - Math.log(sum);
        }
        return log;
    }
}
