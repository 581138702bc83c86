package dev.plumbline.train.loss;

import dev.plumbline.engine.Tensor;

/// Losses on single answers that are good or bad. r = log pi - log ref of an answer, summed over its tokens.
public final class UnpairedLosses {
    private UnpairedLosses() {}

    /// KTO (Ethayarajh et al. 2024, arXiv 2402.01306): lambda_D (1 - sigma(beta (r - z0))) for a good answer, lambda_U (1
    /// - sigma(beta (z0 - r))) for a bad one.
    ///
    /// @param ratios r of each answer: [answers]
    /// @param good 1 for a good answer, -1 for a bad one: [answers]
    /// @param weights lambda of each answer: [answers]
    /// @param z0 how far the policy has moved at all, 0 or more; a constant to the gradient
    public static Tensor kto(Tensor ratios, Tensor good, Tensor weights, double beta, double z0) {
        // 1 - sigma(x) = sigma(-x)
        return ratios.add(-z0).mul(good).mul(-beta).sigmoid().mul(weights);
    }

    /// BCO (Jung et al. 2024, arXiv 2404.04656): -log sigma(beta r - delta) for a good answer, -log sigma(-(beta r -
    /// delta)) for a bad one.
    ///
    /// @param delta the running mean of beta r over all answers seen; a constant to the gradient
    public static Tensor bco(Tensor ratios, Tensor good, double beta, double delta) {
        return ratios.mul(beta).add(-delta).mul(good).logSigmoid().neg();
    }
}
