package dev.plumbline.train.loss;

import dev.plumbline.engine.Tensor;

/// Cross-entropy of a process reward model's judgement of each step (Lightman et al. 2023, arXiv 2305.20050; soft
/// labels as in Math-Shepherd, Wang et al. 2023, arXiv 2312.08935).
public final class StepLoss {
    private StepLoss() {}

    /// -(1 - y) log p(wrong) - y log p(right) of each step.
    ///
    /// @param logits wrong and right: `[steps, 2]`
    /// @param right y, the probability that the step is right, 0 or 1 for a hard label: `[steps]`
    public static Tensor steps(Tensor logits, Tensor right) {
        Tensor logs = logits.logSoftmax(1);
        Tensor y = right.to(logits.dtype());
        return logs.select(1, 1)
                .mul(y)
                .add(logs.select(1, 0).mul(y.neg().add(1)))
                .neg();
    }

    /// The same where a language model says "+" or "-" at the end of a step: cross-entropy over the two reward
    /// tokens alone.
    ///
    /// @param logits over the vocabulary at each step's end: `[steps, vocabulary]`
    /// @param wrong the id of the token that says so
    /// @param rightToken the id of the other
    public static Tensor rewardTokens(Tensor logits, Tensor right, int wrong, int rightToken) {
        return steps(logits.indexSelect(1, Tensor.of(new long[] {wrong, rightToken}, 2)), right);
    }
}
