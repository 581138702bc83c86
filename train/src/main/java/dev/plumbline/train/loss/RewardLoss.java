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
        return pairs(chosen, rejected, margins, centring, 0);
    }

    /// As above, where a share of the labels is taken to be wrong: -(1 - e) log sigma(x) - e log sigma(-x).
    ///
    /// @param smoothing e, in [0, .5]
    public static Tensor pairs(Tensor chosen, Tensor rejected, Tensor margins, double centring, double smoothing) {
        Require.atLeast0("centring", centring);
        Require.within("label smoothing", smoothing, 0, .5);
        Tensor loss = DpoLosses.smoothed(chosen.sub(rejected).sub(margins), smoothing);
        return centring == 0 ? loss : loss.add(chosen.add(rejected).square().mul(centring));
    }
}
