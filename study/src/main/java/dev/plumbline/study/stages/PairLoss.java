package dev.plumbline.study.stages;

import dev.plumbline.train.loss.DpoLosses;
import dev.plumbline.train.loss.PreferenceLoss;

/// The losses on pairs by the names that a study uses.
public enum PairLoss {
    /// DPO's own.
    SIGMOID,
    CONSERVATIVE,
    ROBUST,
    HINGE,
    /// Per token.
    IPO,
    /// Of whole answers.
    IPO_SUM,
    EXO,
    NCA,
    BCO,
    SPPO,
    AOT,
    AOT_UNPAIRED,
    APO_ZERO,
    APO_DOWN,
    DISCOPOP,
    /// Wants a beta of about 5, since it is per token.
    LENGTH_NORMALISED;

    private static final double DISCOPOP_TAU = .05;

    /// The loss with these settings.
    ///
    /// @param smoothing share of the labels taken to be wrong; refused where a loss has no such setting
    PreferenceLoss of(double beta, double smoothing) {
        boolean smooths = this == CONSERVATIVE || this == ROBUST || this == EXO || this == AOT || this == AOT_UNPAIRED;
        if (!smooths) {
            DpoLosses.refuseSmoothing(toString(), smoothing);
        }
        return switch (this) {
            case SIGMOID -> DpoLosses.sigmoid(beta);
            case CONSERVATIVE -> DpoLosses.conservative(beta, smoothing);
            case ROBUST -> DpoLosses.robust(beta, smoothing);
            case HINGE -> DpoLosses.hinge(beta);
            case IPO -> DpoLosses.ipo(beta, DpoLosses.Lengths.MEAN);
            case IPO_SUM -> DpoLosses.ipo(beta, DpoLosses.Lengths.SUM);
            case EXO -> DpoLosses.exo(beta, smoothing);
            case NCA -> DpoLosses.nca(beta);
            case BCO -> DpoLosses.bco(beta);
            case SPPO -> DpoLosses.sppo(beta);
            case AOT -> DpoLosses.aot(beta, smoothing);
            case AOT_UNPAIRED -> DpoLosses.aotUnpaired(beta, smoothing);
            case APO_ZERO -> DpoLosses.apoZero(beta);
            case APO_DOWN -> DpoLosses.apoDown(beta);
            case DISCOPOP -> DpoLosses.discopop(beta, DISCOPOP_TAU);
            case LENGTH_NORMALISED -> DpoLosses.lengthNormalised(beta);
        };
    }

    /// The loss that a study file names so.
    static PairLoss named(String name) {
        for (PairLoss loss : values()) {
            if (loss.toString().equals(name)) {
                return loss;
            }
        }
        throw Checks.bad("there is no loss \"" + name + "\"; the losses are likelihood, "
                + String.join(
                        ", ",
                        java.util.Arrays.stream(values())
                                .map(PairLoss::toString)
                                .toList()));
    }

    /// As a study file spells it.
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
