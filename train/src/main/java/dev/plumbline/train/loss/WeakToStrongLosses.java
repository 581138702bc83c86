package dev.plumbline.train.loss;

import dev.plumbline.engine.Tensor;
import java.util.Arrays;

/// Losses by which a strong two-class model learns from a weak one's labels (Burns et al. 2023, arXiv 2312.09390). All
/// are means over the batch.
public final class WeakToStrongLosses {
    private WeakToStrongLosses() {}

    /// -w log p.
    ///
    /// @param logits of the strong model: [examples, 2]
    /// @param weak the weak model's probabilities: [examples, 2]
    public static Tensor crossEntropy(Tensor logits, Tensor weak) {
        return mean(logits, weak);
    }

    /// Auxiliary confidence: the target is (1 - c) w + c times the strong model's own hard decision, whose threshold is
    /// the quantile that gives its classes the weak labels' frequencies.
    ///
    /// @param weight c once warmed up; .5 in the paper
    /// @param fraction how much of the training is over, in [0, 1]
    /// @param warmup while the fraction is at most this, c is `weight` times the fraction; it then jumps to `weight`
    public static Tensor confidence(Tensor logits, Tensor weak, double weight, double fraction, double warmup) {
        Require.within("step fraction", fraction, 0, 1);
        double c = weight * (fraction <= warmup ? fraction : 1);
        double[] strong = logits.detach().logSoftmax(1).exp().select(1, 0).toDoubles();
        double share = Arrays.stream(weak.select(1, 1).toDoubles()).average().orElseThrow();
        double threshold = quantile(strong, share);
        double[] hard = new double[2 * strong.length];
        for (int i = 0; i < strong.length; i++) {
            hard[2 * i + (strong[i] >= threshold ? 0 : 1)] = 1;
        }
        Tensor decision = Tensor.of(hard, strong.length, 2).to(logits.dtype());
        return mean(logits, weak.mul(1 - c).add(decision.mul(c)));
    }

    /// Product confidence: the target is proportional to p^beta w^alpha.
    public static Tensor product(Tensor logits, Tensor weak, double alpha, double beta) {
        Tensor target = logits.detach()
                .logSoftmax(1)
                .mul(beta)
                .add(weak.log().mul(alpha))
                .logSoftmax(1)
                .exp();
        return mean(logits, target);
    }

    private static Tensor mean(Tensor logits, Tensor target) {
        return logits.logSoftmax(1).mul(target.detach()).sum(1).neg().mean();
    }

    /// The quantile with linear interpolation between order statistics.
    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
