package dev.plumbline.train.loss;

import dev.plumbline.engine.Tensor;

/// A KL estimate as a term of the loss: beta times the estimate at each token.
///
/// An unbiased *value* does not have the right *gradient* (Tang and Munos 2025, arXiv 2506.09477): differentiating
/// k1 gives 0 in expectation, k3 the forward KL's. The corrections repair that.
///
/// @param beta weight of the term, 0 or more
/// @param estimator what is estimated with
/// @param gradient how its gradient is repaired
/// @param limit the estimate is held within +-limit; infinite for no limit
public record KlLoss(double beta, KlEstimator estimator, Gradient gradient, double limit) {
    /// How the term's gradient is made.
    public enum Gradient {
        /// As the formula has it.
        PLAIN,
        /// The estimate times r = pi / pi_old: with k1 and k3, which are unbiased, the reverse KL's gradient, on
        /// samples of any older policy.
        RATIO,
        /// The estimate's value with k2's gradient, which is the reverse KL's on fresh samples.
        K2
    }

    public KlLoss {
        Require.atLeast0("beta of the KL term", beta);
        Require.above0("the limit of the KL term", Math.min(limit, Double.MAX_VALUE));
    }

    /// No term at all.
    public static KlLoss none() {
        return new KlLoss(0, KlEstimator.K3, Gradient.PLAIN, Double.POSITIVE_INFINITY);
    }

    /// beta times k3 times the ratio.
    public static KlLoss corrected(double beta) {
        return new KlLoss(beta, KlEstimator.K3, Gradient.RATIO, Double.POSITIVE_INFINITY);
    }

    /// The term at each token: `[tokens]`.
    ///
    /// @param logProbabilities log pi: `[tokens]`
    /// @param reference log ref; a constant: `[tokens]`
    /// @param ratio pi / pi_old as the policy loss has it: `[tokens]`
    public Tensor tokens(Tensor logProbabilities, Tensor reference, Tensor ratio) {
        Tensor x = logProbabilities.sub(reference);
        Tensor value = limited(x);
        return switch (gradient) {
            case PLAIN -> value.mul(beta);
            case RATIO -> value.mul(ratio).mul(beta);
            case K2 -> {
                Tensor k2 = KlEstimator.K2.of(x);
                yield value.detach().add(k2.sub(k2.detach())).mul(beta);
            }
        };
    }

    private Tensor limited(Tensor x) {
        if (Double.isInfinite(limit)) {
            return estimator.of(x);
        }
        // k3 grows like e^-x, which must not be infinite where the limit takes its gradient away
        boolean grows = estimator == KlEstimator.K3;
        return estimator.of(grows ? Exponent.held(x.neg()).neg() : x).clamp(-limit, limit);
    }
}
