package dev.plumbline.train.loss;

import dev.plumbline.engine.Tensor;

/// Bradley-Terry: the preferred answer's reward should exceed the other's (Christiano et al. 2017; Stiennon et al.
/// 2020).
public final class RewardLoss {
    private RewardLoss() {}

    /// -log sigma(r_c - r_r - margin) + centring (r_c + r_r)^2 for each pair.
    ///
    /// The second term fixes the constant that comparisons leave open (Eisenstein et al. 2023).
    ///
    /// @param chosen rewards [pairs]
    /// @param rejected rewards [pairs]
    /// @param margins by how much the first should lead [pairs]
    /// @param centring weight of the second term; 0 switches it off
    public static Tensor pairs(Tensor chosen, Tensor rejected, Tensor margins, double centring) {
        Tensor loss = chosen.sub(rejected).sub(margins).logSigmoid().neg();
        return centring == 0 ? loss : loss.add(chosen.add(rejected).square().mul(centring));
    }
}
