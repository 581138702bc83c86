package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// Rotary position embedding of one layer (Su et al. 2021, RoFormer).
///
/// @param theta base of the frequencies, above 1
/// @param width how many of a head's first elements are turned; an odd number turns one more
/// @param scaling how the frequencies are stretched for texts longer than those of the first training
public record RotaryConfig(double theta, int width, RotaryScaling scaling) {
    public RotaryConfig {
        if (!(theta > 1) || Double.isInfinite(theta)) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT, "decoder configuration: rope_theta must be above 1, not " + theta);
        }
        DecoderConfig.positive("the rotary part of head_dim", width);
        scaling.check(width);
    }

    /// Pairs that are turned.
    int pairs() {
        return (width + 1) / 2;
    }

    /// Angle per position of each pair, for a batch whose longest row has `longest` tokens.
    float[] frequencies(int longest) {
        return scaling.frequencies(theta, width, longest);
    }
}
