package dev.plumbline.train.loss;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Tensor;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Losses on pairs against a reference: direct preference optimisation and its kin.
///
/// Notation: C and R are the log-ratios of the chosen and the rejected answer to the reference, summed over the
/// answer's tokens, Delta = C - R, sigma the logistic function, |y| the tokens of an answer with its end token.
public final class DpoLosses {
    /// How IPO weighs answers of different lengths.
    public enum Lengths {
        /// Log-ratios per token, as its authors mean it.
        MEAN,
        /// Log-ratios of whole answers.
        SUM
    }

    private DpoLosses() {}

    /// DPO (Rafailov et al. 2023, arXiv 2305.18290): -log sigma(beta Delta); log 2 where policy and reference
    /// agree.
    ///
    /// @param beta strength of the pull towards the reference, above 0; usually .1
    public static PreferenceLoss sigmoid(double beta) {
        Require.above0("beta", beta);
        return of(
                "sigmoid(beta " + beta + ")",
                p -> p.lead().mul(beta).logSigmoid().neg());
    }

    /// Conservative DPO (Mitchell 2023): -(1 - e) log sigma(beta Delta) - e log sigma(-beta Delta).
    ///
    /// @param smoothing e, the share of labels taken to be wrong, in [0, .5]
    public static PreferenceLoss conservative(double beta, double smoothing) {
        Require.above0("beta", beta);
        Require.within("label smoothing", smoothing, 0, .5);
        return of(
                "conservative" + settings(beta, smoothing),
                p -> smoothed(p.lead().mul(beta), smoothing));
    }

    /// Robust DPO (Chowdhury et al. 2024, arXiv 2403.00409): unbiased under labels flipped with probability e,
    /// [-(1 - e) log sigma(beta Delta) + e log sigma(-beta Delta)] / (1 - 2 e). May be negative, by design.
    ///
    /// @param smoothing e, in [0, .5)
    public static PreferenceLoss robust(double beta, double smoothing) {
        Require.above0("beta", beta);
        Require.within("label smoothing", smoothing, 0, Math.nextDown(.5));
        return of("robust" + settings(beta, smoothing), p -> {
            Tensor x = p.lead().mul(beta);
            Tensor flipped = x.neg().logSigmoid().mul(smoothing);
            return x.logSigmoid().mul(smoothing - 1).add(flipped).mul(1 / (1 - 2 * smoothing));
        });
    }

    /// SLiC and RSO (Zhao et al. 2023, arXiv 2305.10425; Liu et al. 2023, arXiv 2309.06657): max(0, 1 - beta
    /// Delta).
    public static PreferenceLoss hinge(double beta) {
        Require.above0("beta", beta);
        return of("hinge(beta " + beta + ")", p -> p.lead().mul(-beta).add(1).relu());
    }

    /// IPO (Azar et al. 2023, arXiv 2310.12036): (C' - R' - 1 / (2 beta))^2, with C' and R' per token or summed.
    public static PreferenceLoss ipo(double beta, Lengths lengths) {
        Require.above0("beta", beta);
        return of("ipo(beta " + beta + ", " + lengths + ")", p -> {
            Tensor lead = lengths == Lengths.MEAN ? perToken(p) : p.lead();
            return lead.add(-1 / (2 * beta)).square();
        });
    }

    /// EXO on pairs (Ji et al. 2024, arXiv 2402.00856): the reverse KL of q = sigma(beta Delta) to the smoothed
    /// label, q (log q - log(1 - e)) + (1 - q) (log(1 - q) - log e).
    ///
    /// @param smoothing e, in (0, .5); usually 1e-3
    public static PreferenceLoss exo(double beta, double smoothing) {
        Require.above0("beta", beta);
        Require.above0("EXO's label smoothing", smoothing);
        Require.within("label smoothing", smoothing, 0, Math.nextDown(.5));
        return of("exo" + settings(beta, smoothing), p -> {
            Tensor x = p.lead().mul(beta);
            Tensor right = x.sigmoid().mul(x.logSigmoid().add(-Math.log1p(-smoothing)));
            Tensor wrong = x.neg().sigmoid().mul(x.neg().logSigmoid().add(-Math.log(smoothing)));
            return right.add(wrong);
        });
    }

    /// NCA on pairs (Chen et al. 2024, arXiv 2402.05369): -log sigma(beta C) - 1/2 log sigma(-beta C) - 1/2 log
    /// sigma(-beta R).
    public static PreferenceLoss nca(double beta) {
        Require.above0("beta", beta);
        return apart("nca(beta " + beta + ")", p -> {
            Tensor c = p.chosenRatio().mul(beta);
            Tensor r = p.rejectedRatio().mul(beta);
            return c.logSigmoid()
                    .add(c.neg().logSigmoid().add(r.neg().logSigmoid()).mul(.5))
                    .neg();
        });
    }

    /// BCO on pairs without its running shift (Jung et al. 2024, arXiv 2404.04656): -log sigma(beta C) - log
    /// sigma(-beta R).
    public static PreferenceLoss bco(double beta) {
        Require.above0("beta", beta);
        return apart(
                "bco(beta " + beta + ")",
                p -> p.chosenRatio()
                        .mul(beta)
                        .logSigmoid()
                        .add(p.rejectedRatio().mul(-beta).logSigmoid())
                        .neg());
    }

    /// SPPO with hard labels (Wu et al. 2024, arXiv 2405.00675): (C - 1/(2 beta))^2 + (R + 1/(2 beta))^2.
    public static PreferenceLoss sppo(double beta) {
        Require.above0("beta", beta);
        double goal = 1 / (2 * beta);
        return apart(
                "sppo(beta " + beta + ")",
                p -> p.chosenRatio()
                        .add(-goal)
                        .square()
                        .add(p.rejectedRatio().add(goal).square()));
    }

    /// AOT on pairs (Melnyk et al. 2024, arXiv 2406.05882): first-order dominance of the policy's margins over the
    /// reference's. Both are sorted over the whole batch, and the conservative form is taken of their differences.
    public static PreferenceLoss aot(double beta, double smoothing) {
        Require.above0("beta", beta);
        Require.within("label smoothing", smoothing, 0, .5);
        return new PreferenceLoss.Formula("aot" + settings(beta, smoothing), true, false, p -> {
            Tensor policy = sorted(p.chosen().sub(p.rejected()));
            Tensor reference = sorted(p.referenceChosen().sub(p.referenceRejected()));
            return smoothed(policy.sub(reference).mul(beta), smoothing);
        });
    }

    /// AOT where answers are not paired: sort(C) - sort(R) in the same form.
    public static PreferenceLoss aotUnpaired(double beta, double smoothing) {
        Require.above0("beta", beta);
        Require.within("label smoothing", smoothing, 0, .5);
        return new PreferenceLoss.Formula("aot-unpaired" + settings(beta, smoothing), true, false, p -> {
            Tensor lead = sorted(p.chosenRatio()).sub(sorted(p.rejectedRatio()));
            return smoothed(lead.mul(beta), smoothing);
        });
    }

    /// APO zero (D'Oosterlinck et al. 2024, arXiv 2408.06266), for chosen answers better than the model's own:
    /// 1 - sigma(beta C) + sigma(beta R).
    public static PreferenceLoss apoZero(double beta) {
        Require.above0("beta", beta);
        return apart(
                "apo-zero(beta " + beta + ")",
                p -> p.rejectedRatio()
                        .mul(beta)
                        .sigmoid()
                        .add(p.chosenRatio().mul(-beta).sigmoid()));
    }

    /// APO down, for chosen answers worse than the model's own: sigma(beta C) + 1 - sigma(beta (C - R)).
    public static PreferenceLoss apoDown(double beta) {
        Require.above0("beta", beta);
        return apart("apo-down(beta " + beta + ")", p -> {
            Tensor c = p.chosenRatio();
            return c.mul(beta).sigmoid().add(c.sub(p.rejectedRatio()).mul(-beta).sigmoid());
        });
    }

    /// DiscoPOP, found by search (Lu et al. 2024, arXiv 2406.08414): (1 - m) (-log sigma(x)) + m e^-x with x =
    /// beta Delta and m = sigma(x / tau).
    ///
    /// @param tau above 0; .05 in the paper
    public static PreferenceLoss discopop(double beta, double tau) {
        Require.above0("beta", beta);
        Require.above0("tau", tau);
        return of("discopop(beta " + beta + ", tau " + tau + ")", p -> {
            Tensor x = p.lead().mul(beta);
            // m e^-x as one exponential: far below the reference m is 0 where e^-x is infinite
            Tensor weighed = x.mul(1 / tau).logSigmoid().sub(x);
            Tensor rest = x.mul(-1 / tau).sigmoid();
            return rest.mul(x.logSigmoid().neg()).add(Exponent.held(weighed).exp());
        });
    }

    /// Length-normalised DPO (Lambert et al. 2024, arXiv 2411.15124): -log sigma(beta (C/|y_c| - R/|y_r|)).
    ///
    /// @param beta above 0; usually 5, since it is per token
    public static PreferenceLoss lengthNormalised(double beta) {
        Require.above0("beta", beta);
        return of(
                "length-normalised(beta " + beta + ")",
                p -> perToken(p).mul(beta).logSigmoid().neg());
    }

    /// - log pi(chosen) per token of the batch: the likelihood term of mixes (RPO, MPO, CPO).
    ///
    /// Each pair's value is scaled such that the mean over pairs is the mean over the batch's tokens.
    public static PreferenceLoss likelihood() {
        return of("likelihood", p -> p.chosen().mul(-1 / p.meanChosenTokens()));
    }

    /// -(1 - e) log sigma(x) - e log sigma(-x).
    static Tensor smoothed(Tensor x, double smoothing) {
        Tensor right = x.logSigmoid().mul(smoothing - 1);
        return smoothing == 0 ? right : right.sub(x.neg().logSigmoid().mul(smoothing));
    }

    /// C/|y_c| - R/|y_r|.
    private static Tensor perToken(PairLogProbabilities p) {
        return p.chosenScore().div(p.chosenTokens()).sub(p.rejectedScore().div(p.rejectedTokens()));
    }

    /// The elements in rising order, with gradients.
    private static Tensor sorted(Tensor x) {
        double[] values = x.toDoubles();
        long[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToLong(Integer::longValue)
                .toArray();
        return x.indexSelect(0, Tensor.of(order, order.length));
    }

    private static String settings(double beta, double smoothing) {
        return "(beta " + beta + ", label smoothing " + smoothing + ")";
    }

    private static PreferenceLoss of(String name, PreferenceLoss.Formula.Body body) {
        return new PreferenceLoss.Formula(name, false, true, body);
    }

    private static PreferenceLoss apart(String name, PreferenceLoss.Formula.Body body) {
        return new PreferenceLoss.Formula(name, false, false, body);
    }

    /// Refuses settings that a loss would pass over in silence.
    ///
    /// @throws PlumblineException BAD_ARGUMENT, naming the loss
    public static void refuseSmoothing(String loss, double smoothing) {
        if (smoothing != 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    loss + ": has no label smoothing, and " + smoothing
                            + " was asked for; use conservative, robust, exo or aot");
        }
    }
}
