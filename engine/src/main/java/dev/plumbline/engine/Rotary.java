package dev.plumbline.engine;

import java.util.List;

/// Rotary position embedding (Su et al. 2021, RoFormer): pair j of a head's vector is turned by position * frequency j.
///
/// Pairs are (j, j + turned/2) of the first `turned` elements, as Hugging Face checkpoints lay them out; elements
/// behind those stay as they are.
///
/// @param cos [positions, 1, turned], float 32: each pair's cosine, in both of its places
/// @param sin the same shape; negative in the first of the two places, so that turning is x cos + swapped(x) sin
record Rotary(Tensor cos, Tensor sin) {
    /// Tables for positions 0 to `positions` - 1 of a batch whose longest row has `longest` tokens.
    static Rotary of(RotaryConfig config, int positions, int longest) {
        int half = config.pairs();
        int width = 2 * half;
        float[] frequencies = config.frequencies(longest);
        double amplitude = config.scaling().amplitude();
        float[] cos = new float[Math.multiplyExact(positions, width)];
        float[] sin = new float[cos.length];
        for (int j = 0; j < half; j++) {
            for (int p = 0; p < positions; p++) {
                // The reference computes angles in float 32; a float-64 table would differ at far positions.
                float angle = p * frequencies[j];
                int at = p * width + j;
                cos[at] = (float) (Math.cos(angle) * amplitude);
                cos[at + half] = cos[at];
                sin[at + half] = (float) (Math.sin(angle) * amplitude);
                sin[at] = -sin[at + half];
            }
        }
        return new Rotary(Tensor.of(cos, positions, 1, width), Tensor.of(sin, positions, 1, width));
    }

    /// The tables at these positions [n]: shapes [.., 1, turned] as given.
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

    /// As [#turn], changing the queries or keys themselves: fewer operations where no gradient is wanted.
    void turnInPlace(Tensor x) {
        long turned = cos.size(-1);
        Tensor first = turned == x.size(-1) ? x : x.narrow(-1, 0, turned);
        Tensor swapped = first.roll(turned / 2);
        StepKernels.addProductInPlace(StepKernels.mulInPlace(first, cos), swapped, sin);
    }

    /// Turns queries or keys: [batch, positions, heads, headWidth].
    Tensor turn(Tensor x) {
        long turned = cos.size(-1);
        long rest = x.size(-1) - turned;
        if (rest == 0) {
            return x.mul(cos).addProduct(x.roll(turned / 2), sin);
        }
        List<Tensor> parts = x.split(-1, turned, rest);
        Tensor first = parts.getFirst();
        return Tensor.cat(List.of(first.mul(cos).addProduct(first.roll(turned / 2), sin), parts.getLast()), -1);
    }
}
