package dev.plumbline.core.stats;

/// How much two different categories agree, by the distance of their ranks; equal categories always agree fully.
public enum AgreementWeights {
    /// 1 if equal, otherwise 0.
    IDENTITY,
    /// 1 - d / (q - 1).
    LINEAR,
    /// 1 - (d / (q - 1))^2.
    QUADRATIC,
    /// 1 - d (d + 1) / (q (q - 1)).
    ORDINAL;

    /// The weight of two of `q` categories, in [0, 1].
    double of(int left, int right, int q) {
        double d = Math.abs(left - right);
        if (d == 0) {
            return 1;
        }
        return switch (this) {
            case IDENTITY -> 0;
            case LINEAR -> 1 - d / (q - 1);
            case QUADRATIC -> 1 - (d / (q - 1)) * (d / (q - 1));
            case ORDINAL -> 1 - d * (d + 1) / (q * (q - 1.0));
        };
    }
}
