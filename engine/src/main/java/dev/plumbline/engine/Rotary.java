package dev.plumbline.engine;

/// Rotary position embedding (Su et al. 2021, RoFormer): pair j of a head's vector is turned by position *
/// theta^(-2j/width).
///
/// Pairs are (j, j + width/2), as Hugging Face checkpoints lay them out.
///
/// @param cos [positions, 1, headWidth], float 32: each pair's cosine, in both of its places
/// @param sin the same shape; negative in the first of the two places, so that turning is x cos + swapped(x) sin
record Rotary(Tensor cos, Tensor sin) {
    /// Tables for positions 0 to `positions` - 1.
    static Rotary of(DecoderConfig config, int positions) {
        int half = config.headWidth() / 2;
        int width = config.headWidth();
        float[] cos = new float[positions * width];
        float[] sin = new float[positions * width];
        for (int j = 0; j < half; j++) {
            // The reference computes frequencies and angles in float 32; a float-64 table would differ at far
            // positions.
            float frequency = (float) (1.0 / Math.pow(config.ropeTheta(), 2.0 * j / config.headWidth()));
            for (int p = 0; p < positions; p++) {
                float angle = p * frequency;
                int at = p * width + j;
                cos[at] = (float) Math.cos(angle);
                cos[at + half] = cos[at];
                sin[at + half] = (float) Math.sin(angle);
                sin[at] = -sin[at + half];
            }
        }
        return new Rotary(Tensor.of(cos, positions, 1, width), Tensor.of(sin, positions, 1, width));
    }

    /// The tables at these positions [n]: shapes [.., 1, headWidth] as given.
    Rotary at(Tensor positions, long... shape) {
        return new Rotary(
                cos.indexSelect(0, positions).view(shape),
                sin.indexSelect(0, positions).view(shape));
    }

    /// The tables for positions `start` to `start + length - 1`.
    Rotary from(long start, long length) {
        return new Rotary(cos.narrow(0, start, length), sin.narrow(0, start, length));
    }

    Rotary to(DType dtype) {
        return new Rotary(cos.to(dtype), sin.to(dtype));
    }

    /// Turns queries or keys: [batch, positions, heads, headWidth].
    Tensor turn(Tensor x) {
        return x.mul(cos).addProduct(x.roll(x.size(-1) / 2), sin);
    }
}
