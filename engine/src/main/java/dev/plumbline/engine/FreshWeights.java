package dev.plumbline.engine;

import dev.plumbline.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// What a decoder's weights are before it has learned anything; see [Decoder#fresh].
final class FreshWeights {
    private FreshWeights() {}

    /// All weights in the order of [ParameterLayout#weights].
    static float[] of(DecoderConfig config, Seed seed) {
        ParameterLayout layout = ParameterLayout.of(config);
        float[] values = new float[Math.toIntExact(layout.elements())];
        for (Parameters.Weight weight : layout.weights()) {
            fill(values, weight, config, seed);
        }
        return values;
    }

    private static void fill(float[] values, Parameters.Weight weight, DecoderConfig config, Seed seed) {
        int from = Math.toIntExact(weight.offset());
        int to = Math.toIntExact(weight.offset() + weight.elements());
        if (weight.name().endsWith(".bias")) {
            return;
        }
        if (weight.shape().size() == 1) {
            Arrays.fill(values, from, to, config.norm().kind() == NormConfig.Kind.RMS_PLUS_ONE ? 0 : 1);
            return;
        }
        double deviation =
                weight.name().equals("score.weight") ? 1 / Math.sqrt(config.width() + 1) : config.initialDeviation();
        RandomGenerator random = seed.derive(weight.name()).generator();
        for (int i = from; i < to; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
    }
}
