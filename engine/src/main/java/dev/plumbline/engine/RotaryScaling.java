package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.List;

/// How rotary frequencies are stretched. Formulas as in transformers' `modeling_rope_utils`; frequencies are rounded to
/// float 32 as there, for a float-64 table would differ at far positions.
public sealed interface RotaryScaling {
    /// theta^(-2j / width) as it is.
    record None() implements RotaryScaling {}

    /// All divided by the factor (Chen et al. 2023).
    record Linear(double factor) implements RotaryScaling {
        public Linear {
            above("factor", factor, 0);
        }
    }

    /// theta grows once the longest row of a batch is longer than the context (the "NTK-aware" base):
    /// theta (factor longest / context - (factor - 1))^(width / (width - 2)).
    record Dynamic(double factor, int context) implements RotaryScaling {
        public Dynamic {
            above("factor", factor, 0);
            DecoderConfig.positive("max_position_embeddings", context);
        }
    }

    /// Slow pairs divided by the factor, fast ones kept, a ramp between (Peng et al. 2023, YaRN).
    ///
    /// @param amplitude multiplies cosine and sine
    /// @param fast turns over the original context above which a pair is kept (`beta_fast`)
    /// @param slow turns below which it is divided (`beta_slow`)
    /// @param truncate whether the ramp's ends are rounded to whole pairs
    record Yarn(double factor, double amplitude, double fast, double slow, int original, boolean truncate)
            implements RotaryScaling {
        public Yarn {
            above("factor", factor, 0);
            above("attention_factor", amplitude, 0);
            above("beta_fast", fast, 0);
            above("beta_slow", slow, 0);
            DecoderConfig.positive("original_max_position_embeddings", original);
        }
    }

    /// Long waves divided by the factor, short ones kept, a ramp between (Llama 3.1).
    record Llama3(double factor, double low, double high, int original) implements RotaryScaling {
        public Llama3 {
            above("factor", factor, 0);
            above("low_freq_factor", low, 0);
            above("high_freq_factor", high, low);
            DecoderConfig.positive("original_max_position_embeddings", original);
        }
    }

    /// Each pair divided by a number of its own: one set for batches up to the original context, another beyond
    /// (Ding et al. 2024, LongRoPE).
    ///
    /// @param amplitude multiplies cosine and sine
    record LongRope(List<Double> shortFactors, List<Double> longFactors, double amplitude, int original)
            implements RotaryScaling {
        public LongRope {
            shortFactors = List.copyOf(shortFactors);
            longFactors = List.copyOf(longFactors);
            shortFactors.forEach(one -> above("short_factor", one, 0));
            longFactors.forEach(one -> above("long_factor", one, 0));
            above("attention_factor", amplitude, 0);
            DecoderConfig.positive("original_max_position_embeddings", original);
        }
    }

    /// What multiplies cosine and sine.
    default double amplitude() {
        return 1;
    }

    /// Whether frequencies depend on how long the longest row is.
    default boolean changes() {
        return this instanceof Dynamic || this instanceof LongRope;
    }

    /// A number that changes when the longest row asks for another table.
    default int regime(int longest) {
        return switch (this) {
            case Dynamic d -> Math.max(longest, d.context());
            case LongRope l -> longest > l.original() ? 1 : 0;
            case None n -> 0;
            case Linear l -> 0;
            case Yarn y -> 0;
            case Llama3 l -> 0;
        };
    }

    /// Refuses what does not fit heads of which `width` elements are turned.
    default void check(int width) {
        int pairs = (width + 1) / 2;
        if (this instanceof LongRope l && (l.shortFactors().size() != pairs || l.longFactors().size() != pairs)) {
            throw bad("short_factor and long_factor need " + pairs + " numbers each, one for each pair that is turned");
        }
        if (this instanceof Dynamic && width <= 2) {
            throw bad("rope_type dynamic needs heads of which more than 2 elements are turned");
        }
    }

    /// Angle per position of each pair.
    default float[] frequencies(double theta, int width, int longest) {
        float[] plain = plain(theta, width);
        return switch (this) {
            case None n -> plain;
            case Linear l -> scaled(plain, l.factor());
            case Dynamic d -> dynamic(d, theta, width, longest);
            case Yarn y -> yarn(y, theta, width, plain);
            case Llama3 l -> llama3(l, plain);
            case LongRope l -> longRope(l, theta, width, longest);
        };
    }

    private static float[] plain(double theta, int width) {
        float[] frequencies = new float[(width + 1) / 2];
        for (int j = 0; j < frequencies.length; j++) {
            frequencies[j] = (float) (1.0 / Math.pow(theta, 2.0 * j / width));
        }
        return frequencies;
    }

    private static float[] scaled(float[] plain, double factor) {
        float[] frequencies = new float[plain.length];
        for (int j = 0; j < plain.length; j++) {
            frequencies[j] = (float) (plain[j] / factor);
        }
        return frequencies;
    }

    private static float[] dynamic(Dynamic d, double theta, int width, int longest) {
        double seen = Math.max(longest, d.context());
        double grown = d.factor() * seen / d.context() - (d.factor() - 1);
        return plain(theta * Math.pow(grown, width / (width - 2.0)), width);
    }

    private static float[] yarn(Yarn y, double theta, int width, float[] plain) {
        double low = pairOfTurns(y.fast(), theta, width, y.original());
        double high = pairOfTurns(y.slow(), theta, width, y.original());
        if (y.truncate()) {
            low = Math.floor(low);
            high = Math.ceil(high);
        }
        low = Math.max(low, 0);
        high = Math.min(high, width - 1.0);
        if (low == high) {
            high += .001;
        }
        float[] frequencies = new float[plain.length];
        for (int j = 0; j < plain.length; j++) {
            double divided = Math.clamp((j - low) / (high - low), 0, 1);
            frequencies[j] = (float) (plain[j] / y.factor() * divided + plain[j] * (1 - divided));
        }
        return frequencies;
    }

    /// The pair that turns this often over the original context, as a real number.
    private static double pairOfTurns(double turns, double theta, int width, int original) {
        return width * Math.log(original / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    private static float[] llama3(Llama3 l, float[] plain) {
        float[] frequencies = new float[plain.length];
        for (int j = 0; j < plain.length; j++) {
            double wave = 2 * Math.PI / plain[j];
            double smooth = (l.original() / wave - l.low()) / (l.high() - l.low());
            double kept = wave > l.original() / l.low() ? 0 : wave < l.original() / l.high() ? 1 : smooth;
            frequencies[j] = (float) (plain[j] / l.factor() * (1 - kept) + plain[j] * kept);
        }
        return frequencies;
    }

    private static float[] longRope(LongRope l, double theta, int width, int longest) {
        List<Double> factors = longest > l.original() ? l.longFactors() : l.shortFactors();
        float[] frequencies = new float[factors.size()];
        for (int j = 0; j < frequencies.length; j++) {
            frequencies[j] = (float) (1.0 / (factors.get(j) * Math.pow(theta, 2.0 * j / width)));
        }
        return frequencies;
    }

    private static void above(String key, double value, double least) {
        if (!(value > least) || Double.isInfinite(value)) {
            throw bad("the \"" + key + "\" of rope scaling must be above " + least + ", not " + value);
        }
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, "decoder configuration: " + what);
    }
}
