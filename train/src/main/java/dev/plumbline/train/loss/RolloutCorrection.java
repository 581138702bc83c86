package dev.plumbline.train.loss;

import java.util.Arrays;

/// Weights for tokens that a sampler wrote whose probabilities differ from the trainer's: rho = pi_trainer / pi_sampler.
///
/// @param kind what becomes of rho
/// @param low smallest rho that counts
/// @param high largest rho
public record RolloutCorrection(Kind kind, double low, double high) {
    /// What becomes of rho.
    public enum Kind {
        /// Nothing: every weight is 1.
        NONE,
        /// min(rho, high): truncated importance sampling (Yao et al. 2025).
        TRUNCATE,
        /// rho within [low, high], else 0 (IcePop).
        MASK_TOKEN,
        /// 1 for the whole answer if the geometric mean of rho is within [low, high], else 0.
        MASK_ANSWER
    }

    public RolloutCorrection {
        Require.atLeast0("the smallest ratio", low);
        Require.above0("the largest ratio", high);
    }

    /// No correction.
    public static RolloutCorrection none() {
        return new RolloutCorrection(Kind.NONE, 0, 1);
    }

    /// The weight of each token of one answer.
    ///
    /// @param trainer log pi of each token where it is trained
    /// @param sampler log pi of each token where it was sampled
    public double[] weights(double[] trainer, double[] sampler) {
        double[] rho = new double[trainer.length];
        Arrays.setAll(rho, t -> Math.exp(trainer[t] - sampler[t]));
        double mean = 0;
        for (int t = 0; t < rho.length; t++) {
            mean += (trainer[t] - sampler[t]) / rho.length;
        }
        boolean kept = within(Math.exp(mean));
        return Arrays.stream(rho)
                .map(r -> switch (kind) {
                    case NONE -> 1;
                    case TRUNCATE -> Math.min(r, high);
                    case MASK_TOKEN -> within(r) ? r : 0;
                    case MASK_ANSWER -> kept ? 1 : 0;
                })
                .toArray();
    }

    private boolean within(double ratio) {
        return ratio >= low && ratio <= high;
    }
}
