package dev.plumbline.train.loss;

import dev.plumbline.engine.Tensor;

/// A value model's squared error, which may not move further than a clip from the values at sampling (Schulman et al.
/// 2017; Huang et al. 2024, arXiv 2403.17031).
public final class ValueLoss {
    private ValueLoss() {}

    /// 1/2 max((V - G)^2, (V_old + clip(V - V_old, +-e) - G)^2) at each token.
    ///
    /// @param values V under the model that learns: [tokens]
    /// @param old V_old at sampling; a constant: [tokens]
    /// @param returns G; a constant: [tokens]
    /// @param clip e, above 0; infinite for none
    public static Tensor tokens(Tensor values, Tensor old, Tensor returns, double clip) {
        Tensor free = values.sub(returns).square();
        if (Double.isInfinite(clip)) {
            return free.mul(.5);
        }
        // the same as old + clip(V - old, +-e), written so that its rounding is that of a bound on V
        Tensor held = values.minimum(old.add(clip)).maximum(old.add(-clip));
        return free.maximum(held.sub(returns).square()).mul(.5);
    }
}
