package dev.plumbline.train.loss;

import dev.plumbline.engine.Tensor;

/// Losses of single target tokens.
public final class TokenLosses {
    private TokenLosses() {}

    /// Dynamic fine-tuning (Wu et al. 2025, arXiv 2508.05629): -p log p with the first p held constant, which takes away
    /// the excess weight that likelihood gives to unlikely tokens.
    ///
    /// @param logProbabilities of the targets: [targets]
    public static Tensor dynamic(Tensor logProbabilities) {
        return logProbabilities.mul(logProbabilities.detach().exp()).neg();
    }

    /// Label smoothing: (1 - e) (-log p(target)) + e times the mean over the vocabulary of -log p.
    ///
    /// @param logits [targets, vocabulary]
    /// @param targets int-64 [targets]
    /// @param smoothing e, in [0, 1)
    public static Tensor smoothed(Tensor logits, Tensor targets, double smoothing) {
        Tensor logs = logits.logSoftmax(1);
        Tensor right = logs.gather(1, targets.unsqueeze(1)).view(-1);
        Tensor all = logs.meanKeep(1).view(-1);
        return right.mul(smoothing - 1).sub(all.mul(smoothing));
    }
}
