package dev.plumbline.engine.reference;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Hook;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Forward passes whose results are plain arrays. Engine thread only.
final class Passes {
    private Passes() {}

    static TokenBatch alone(int[] row) {
        return TokenBatch.of(List.of(row));
    }

    /// The rows in every layout that a batch can have.
    static Map<String, TokenBatch> layouts(List<int[]> rows) {
        Map<String, TokenBatch> layouts = new LinkedHashMap<>();
        layouts.put("left", TokenBatch.leftPadded(rows));
        layouts.put("right", TokenBatch.of(rows));
        layouts.put("packed", TokenBatch.packed(rows));
        return layouts;
    }

    /// Logits [tokens * vocabulary] of one row.
    static float[] logits(Decoder decoder, int[] row) {
        return logits(decoder, alone(row)).getFirst();
    }

    /// Logits [tokens * vocabulary] of each row of a batch.
    static List<float[]> logits(Decoder decoder, TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            return rows(batch, decoder.logits(decoder.hidden(batch)));
        }
    }

    /// The labels' numbers [tokens * labels] of each row of a batch.
    static List<float[]> tokenScores(Decoder decoder, TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            return rows(batch, decoder.tokenScores(batch));
        }
    }

    /// The labels' numbers of each row.
    static List<double[]> scores(Decoder decoder, List<int[]> rows, String side) {
        TokenBatch batch = side.equals("left") ? TokenBatch.leftPadded(rows) : TokenBatch.of(rows);
        try (TensorScope scope = TensorScope.open()) {
            double[] all = decoder.scores(batch).toDoubles();
            int labels = all.length / rows.size();
            List<double[]> each = new ArrayList<>();
            for (int r = 0; r < rows.size(); r++) {
                each.add(Arrays.copyOfRange(all, r * labels, (r + 1) * labels));
            }
            return each;
        }
    }

    private static List<float[]> rows(TokenBatch batch, Tensor values) {
        int width = Math.toIntExact(values.size(-1));
        float[] all = values.toFloats();
        List<float[]> rows = new ArrayList<>();
        for (int r = 0; r < batch.size(); r++) {
            int from = batch.flat(r, 0) * width;
            rows.add(Arrays.copyOfRange(all, from, from + batch.length(r) * width));
        }
        return rows;
    }

    /// The residual stream of one row at every layer.
    static Streams streams(Decoder decoder, int[] row) {
        try (TensorScope scope = TensorScope.open()) {
            Streams streams = new Streams();
            decoder.hidden(alone(row), streams);
            streams.found.put("final_norm", decoder.normed(alone(row)).toFloats());
            return streams;
        }
    }

    /// Values of one pass: `embed` is what enters layer 0, `layer.i` the stream after layer i, `final_norm` the end.
    static final class Streams implements Hook {
        private final Map<String, float[]> found = new HashMap<>();

        float[] of(String name) {
            return found.getOrDefault(name, new float[0]);
        }

        @Override
        public boolean wants(String point) {
            return point.endsWith("hook_resid_post") || point.equals("blocks.0.hook_resid_pre");
        }

        @Override
        public Tensor at(String point, Tensor value) {
            String name = point.equals("blocks.0.hook_resid_pre") ? "embed" : "layer." + point.split("\\.", -1)[1];
            found.put(name, value.toFloats());
            return value;
        }
    }
}
