package dev.plumbline.train.data;

/// The logistic function and its loss, the same to the last bit on every machine.
final class Logistic {
    private Logistic() {}

    /// 1 / (1 + e^-x), without overflow.
    static double probability(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /// -log of [#probability], without overflow.
    static double loss(double x) {
        return StrictMath.log1p(StrictMath.exp(-Math.abs(x))) + Math.max(0, -x);
    }
}
