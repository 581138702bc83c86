package dev.plumbline.train.loss;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Tensor;

/// The loss of each pair, from how far the policy has moved each answer's log-probability away from the reference's.
@FunctionalInterface
public interface PreferenceLoss {
    /// @param chosen log pi(chosen) - log ref(chosen) of each pair, summed over the answer's tokens: [pairs]
    /// @param rejected the same of the rejected answer: [pairs]
    /// @return the loss of each pair: [pairs]
    Tensor pairs(Tensor chosen, Tensor rejected);

    /// DPO (Rafailov et al. 2023, arXiv 2305.18290): -log sigma(beta (C - R)); ln 2 where policy and reference agree.
    ///
    /// @param beta strength of the pull towards the reference, above 0
    static PreferenceLoss sigmoid(double beta) {
        if (!(beta > 0 && Double.isFinite(beta))) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "beta must be above 0, not " + beta);
        }
        return (chosen, rejected) -> chosen.sub(rejected).mul(beta).logSigmoid().neg();
    }
}
