package dev.plumbline.engine;

/// Rotary position embedding (Su et al. 2021, RoFormer): pair j of a head's vector is turned by position *
/// theta^(-2j/width).
///
/// Pairs are (j, j + width/2), as Hugging Face checkpoints lay them out.
///
/// @param cos [positions, 1, headWidth / 2], float 32
/// @param sin the same shape
record Rotary(Tensor cos, Tensor sin) {
    /// Tables for positions 0 to `positions` - 1.
    static Rotary of(DecoderConfig config, int positions) {
        int half = config.headWidth() / 2;
        float[] cos = new float[positions * half];
        float[] sin = new float[positions * half];
        for (int j = 0; j < half; j++) {
            // The reference computes frequencies and angles in float 32; a float-64 table would differ at far
            // positions.
            float frequency = (float) (1.0 / Math.pow(config.ropeTheta(), 2.0 * j / config.headWidth()));
            for (int p = 0; p < positions; p++) {
                float angle = p * frequency;
                cos[p * half + j] = (float) Math.cos(angle);
                sin[p * half + j] = (float) Math.sin(angle);
            }
        }
        return new Rotary(Tensor.of(cos, positions, 1, half), Tensor.of(sin, positions, 1, half));
    }

    /// The tables at these positions [n]: shapes [.., 1, headWidth / 2] as given.
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
        long half = x.size(-1) / 2;
        Tensor first = x.narrow(-1, 0, half);
        Tensor second = x.narrow(-1, half, half);
        Tensor turnedFirst = first.mul(cos).sub(second.mul(sin));
        Tensor turnedSecond = second.mul(cos).add(first.mul(sin));
        return Tensor.cat(java.util.List.of(turnedFirst, turnedSecond), -1);
    }
}
