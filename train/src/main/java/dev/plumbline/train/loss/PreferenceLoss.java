package dev.plumbline.train.loss;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The loss of each pair, from the log-probabilities of its two answers. [DpoLosses] and [ReferenceFreeLosses]
/// have the field's; `toString` gives name and settings.
public interface PreferenceLoss {
    /// The loss of each pair, of which the loss of a batch is the mean.
    ///
    /// @return the loss of each pair: `[pairs]`; the loss of a batch is their mean
    Tensor pairs(PairLogProbabilities pairs);

    /// Whether a pair's loss depends on the other pairs of its batch, which must then be computed together.
    default boolean couplesPairs() {
        return false;
    }

    /// Whether C and R only enter as a difference, so that another divergence may take the reverse KL's place.
    /// Where they enter singly, the unknown log Z(x) of another divergence does not cancel.
    default boolean allowsDivergence() {
        return false;
    }

    /// DPO's own loss: [DpoLosses#sigmoid].
    static PreferenceLoss sigmoid(double beta) {
        return DpoLosses.sigmoid(beta);
    }

    /// This loss with another divergence in the place of the reverse KL.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the loss uses C and R singly
    default PreferenceLoss under(Divergence divergence) {
        if (divergence.equals(Divergence.REVERSE_KL)) {
            return this;
        }
        if (!allowsDivergence()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    this + ": uses the two log-ratios singly, where the normaliser of " + divergence
                            + " does not cancel; use the reverse KL divergence");
        }
        return new Formula(this + " under " + divergence, couplesPairs(), true, p -> pairs(p.under(divergence)));
    }

    /// A weighted sum of losses, such as MPO's .8 sigmoid + .2 BCO + 1 likelihood (Wang et al. 2024, arXiv
    /// 2411.10442).
    ///
    /// @param weights one for each loss
    static PreferenceLoss mix(List<PreferenceLoss> losses, List<Double> weights) {
        if (losses.isEmpty() || losses.size() != weights.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a mix needs losses and one weight for each; found " + losses.size() + " losses and "
                            + weights.size() + " weights");
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            parts.add(weights.get(i) + " " + losses.get(i));
        }
        return new Formula(
                String.join(" + ", parts),
                losses.stream().anyMatch(PreferenceLoss::couplesPairs),
                losses.stream().allMatch(PreferenceLoss::allowsDivergence),
                p -> {
                    Tensor sum = losses.getFirst().pairs(p).mul(weights.getFirst());
                    for (int i = 1; i < losses.size(); i++) {
                        sum = sum.add(losses.get(i).pairs(p).mul(weights.get(i)));
                    }
                    return sum;
                });
    }

    /// A loss that is one formula.
    ///
    /// @param name name and settings, in words
    record Formula(String name, boolean couplesPairs, boolean allowsDivergence, Body body) implements PreferenceLoss {
        /// The formula itself.
        @FunctionalInterface
        public interface Body {
            Tensor of(PairLogProbabilities pairs);
        }

        @Override
        public Tensor pairs(PairLogProbabilities pairs) {
            return body.of(pairs);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
