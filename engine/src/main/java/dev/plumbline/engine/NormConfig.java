package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// How vectors are normed.
///
/// @param epsilon added to the mean square or the variance, above 0
public record NormConfig(Kind kind, double epsilon) {
    /// The formula of a norm.
    public enum Kind {
        /// x / rms(x) * weight (Zhang and Sennrich 2019).
        RMS,
        /// x / rms(x) * (1 + weight).
        RMS_PLUS_ONE,
        /// (x - mean) / deviation * weight + bias (Ba et al. 2016).
        LAYER,
        /// (x - mean) / deviation.
        LAYER_PLAIN;

        /// Whether it has a weight.
        boolean weighted() {
            return this != LAYER_PLAIN;
        }

        /// Whether it takes the mean off.
        boolean centred() {
            return this == LAYER || this == LAYER_PLAIN;
        }
    }

    public NormConfig {
        if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    "decoder configuration: the epsilon of norms (rms_norm_eps, layer_norm_eps) must be above 0, not "
                            + epsilon);
        }
    }
}
