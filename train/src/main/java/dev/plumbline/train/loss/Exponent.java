package dev.plumbline.train.loss;

import dev.plumbline.engine.DType;
import dev.plumbline.engine.Tensor;

/// Exponents of e that are held where e^x would leave the range of its type. Without that, a clip or a cap that ought
/// to give such a token no gradient at all gives it 0 times infinity.
final class Exponent {
    private static final double LARGEST = 700;
    private static final double LARGEST_SINGLE = 80;

    private Exponent() {}

    /// x, or the largest exponent there is room for: 700 in float 64, 80 in float 32, of which e^x is 5e34. Beyond it
    /// the
    /// gradient is 0; below it nothing changes, to the bit.
    static Tensor held(Tensor x) {
        return x.clamp(Double.NEGATIVE_INFINITY, x.dtype() == DType.FLOAT64 ? LARGEST : LARGEST_SINGLE);
    }
}
