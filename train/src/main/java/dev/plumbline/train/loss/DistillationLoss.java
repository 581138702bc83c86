package dev.plumbline.train.loss;

import dev.plumbline.engine.Tensor;

/// How far a student's next-token distribution is from a teacher's.
public final class DistillationLoss {
    private DistillationLoss() {}

    /// Generalised Jensen-Shannon divergence (GKD, Agarwal et al. 2023, arXiv 2306.13649) at each position: with M = (1 -
    /// beta) S + beta T, beta KL(T || M) + (1 - beta) KL(S || M); beta 0 is KL(T || S), beta 1 is KL(S || T).
    ///
    /// @param student logits [positions, vocabulary]
    /// @param teacher logits [positions, vocabulary]; a constant to the gradient
    /// @param beta in [0, 1]
    /// @param temperature divides both logits, above 0
    /// @return [positions]
    public static Tensor jensenShannon(Tensor student, Tensor teacher, double beta, double temperature) {
        Require.within("beta", beta, 0, 1);
        Require.above0("temperature", temperature);
        Tensor s = student.mul(1 / temperature).logSoftmax(1);
        Tensor t = teacher.detach().mul(1 / temperature).logSoftmax(1);
        if (beta == 0) {
            return divergence(t, s);
        }
        if (beta == 1) {
            return divergence(s, t);
        }
        Tensor mixture = s.add(Math.log1p(-beta)).logAddExp(t.add(Math.log(beta)));
        return divergence(t, mixture).mul(beta).add(divergence(s, mixture).mul(1 - beta));
    }

    /// KL(p || q) of each row, from log-probabilities.
    static Tensor divergence(Tensor p, Tensor q) {
        return p.exp().mul(p.sub(q)).sum(1);
    }
}
