package dev.plumbline.train.loss;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// A KL coefficient that seeks a target (Ziegler et al. 2019, arXiv 1909.08593): beta <- beta (1 + clip(KL / target - 1,
/// +-.2) n / horizon).
///
/// @param beta the coefficient in force, 0 or more
/// @param target KL per answer, in nats; infinite leaves the coefficient as it is
/// @param horizon answers over which it adapts, above 0; usually 10,000
public record AdaptiveKl(double beta, double target, double horizon) {
    private static final double LARGEST_ERROR = .2;

    public AdaptiveKl {
        Require.atLeast0("the KL coefficient", beta);
        if (!(target > 0) || !(horizon > 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "KL target and horizon must be above 0; found " + target + " and " + horizon);
        }
    }

    /// A coefficient that stays.
    public static AdaptiveKl fixed(double beta) {
        return new AdaptiveKl(beta, Double.POSITIVE_INFINITY, 1);
    }

    /// The coefficient after some answers.
    ///
    /// @param kl mean over answers of the KL summed over their tokens
    /// @param answers how many
    public AdaptiveKl after(double kl, int answers) {
        if (Double.isInfinite(target)) {
            return this;
        }
        double error = Math.clamp(kl / target - 1, -LARGEST_ERROR, LARGEST_ERROR);
        return new AdaptiveKl(beta * (1 + error * answers / horizon), target, horizon);
    }
}
