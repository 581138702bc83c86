package dev.plumbline.train.loss;

import dev.plumbline.engine.DType;
import dev.plumbline.engine.Tensor;

/// Losses on pairs without a reference. They read log pi alone: [PairLogProbabilities#chosen] and
/// [PairLogProbabilities#rejected].
///
/// Notation: p is log pi of a whole answer, p' = p / |y| per token.
public final class ReferenceFreeLosses {
    private ReferenceFreeLosses() {}

    /// CPO (Xu et al. 2024, arXiv 2401.08417) without its likelihood term: the conservative form of beta (p_c -
    /// p_r).
    ///
    /// @param alpha AlphaPO's exponent; 0 leaves log-probabilities as they are
    public static PreferenceLoss contrastive(double beta, double smoothing, double alpha) {
        Require.above0("beta", beta);
        Require.within("label smoothing", smoothing, 0, .5);
        return of(
                "cpo(beta " + beta + ", label smoothing " + smoothing + alpha(alpha) + ")",
                p -> DpoLosses.smoothed(lead(p, false, alpha).mul(beta), smoothing));
    }

    /// CPO's hinge: max(0, 1 - beta (p_c - p_r)).
    public static PreferenceLoss hinge(double beta, double alpha) {
        Require.above0("beta", beta);
        return of(
                "cpo-hinge(beta " + beta + alpha(alpha) + ")",
                p -> lead(p, false, alpha).mul(-beta).add(1).relu());
    }

    /// IPO's square on log-probabilities per token: (p'_c - p'_r - 1/(2 beta))^2.
    public static PreferenceLoss ipo(double beta, double alpha) {
        Require.above0("beta", beta);
        return of(
                "cpo-ipo(beta " + beta + alpha(alpha) + ")",
                p -> lead(p, true, alpha).add(-1 / (2 * beta)).square());
    }

    /// SimPO (Meng et al. 2024, arXiv 2405.14734): -log sigma(beta (p'_c - p'_r) - gamma); AlphaPO (Gupta et al.
    /// 2025, arXiv 2501.03884) has r = (1 - e^(-alpha p')) / alpha in the place of p'.
    ///
    /// @param gamma by how much the chosen answer is to lead; 0 or more, .3 to .6 beta in the paper
    /// @param alpha AlphaPO's exponent; 0 for SimPO
    public static PreferenceLoss simpo(double beta, double gamma, double smoothing, double alpha) {
        Require.above0("beta", beta);
        Require.within("label smoothing", smoothing, 0, .5);
        return of(
                "simpo(beta " + beta + ", gamma " + gamma + ", label smoothing " + smoothing + alpha(alpha) + ")",
                p -> DpoLosses.smoothed(lead(p, true, alpha).mul(beta).add(-gamma), smoothing));
    }

    /// ORPO's term (Hong et al. 2024, arXiv 2403.07691): -beta log sigma(log odds ratio), where odds are p / (1 -
    /// p) of the probability per token: (p'_c - p'_r) - (log(1 - e^p'_c) - log(1 - e^p'_r)).
    ///
    /// @param beta weight of the term beside the likelihood, above 0; lambda in the paper
    public static PreferenceLoss oddsRatio(double beta) {
        Require.above0("beta", beta);
        return of("orpo(beta " + beta + ")", p -> {
            Tensor chosen = p.chosen().div(p.chosenTokens());
            Tensor rejected = p.rejected().div(p.rejectedTokens());
            Tensor odds = chosen.sub(rejected).sub(log1mExp(chosen).sub(log1mExp(rejected)));
            return odds.logSigmoid().mul(-beta);
        });
    }

    /// log(1 - e^x) for x <= 0, exact at both ends (Maechler 2012): log(-expm1(x)) above -log 2, log1p(-e^x) below.
    ///
    /// An answer that is as good as certain has x = 0 by rounding; x is held half a unit in the last place below,
    /// so that
    /// two such answers have equal odds, and not infinite ones that cannot be compared.
    public static Tensor log1mExp(Tensor x) {
        double border = -Math.log(2);
        double highest = x.dtype() == DType.FLOAT64 ? -0x1p-53 : -0x1p-24;
        Tensor near = x.clamp(border, highest).expm1().neg().log();
        Tensor far = x.clamp(Double.NEGATIVE_INFINITY, border).exp().neg().log1p();
        return near.where(x.above(border), far);
    }

    private static Tensor lead(PairLogProbabilities p, boolean perToken, double alpha) {
        Tensor chosen = perToken ? p.chosen().div(p.chosenTokens()) : p.chosen();
        Tensor rejected = perToken ? p.rejected().div(p.rejectedTokens()) : p.rejected();
        return reward(chosen, alpha).sub(reward(rejected, alpha));
    }

    /// (1 - e^(-alpha x)) / alpha, which is x where alpha is 0.
    private static Tensor reward(Tensor x, double alpha) {
        return alpha == 0 ? x : Exponent.held(x.mul(-alpha)).expm1().mul(-1 / alpha);
    }

    private static String alpha(double alpha) {
        return alpha == 0 ? "" : ", alpha " + alpha;
    }

    private static PreferenceLoss of(String name, PreferenceLoss.Formula.Body body) {
        return new PreferenceLoss.Formula(name, false, false, body);
    }
}
