package dev.plumbline.train.loss;

import dev.plumbline.engine.Tensor;

/// What a preference loss sees of some pairs: log-probabilities of whole answers under policy and reference.
///
/// In the papers' notation C = log pi(chosen) - log ref(chosen), R the same of the rejected answer.
///
/// @param chosen log pi of the chosen answers, summed over their tokens: [pairs]
/// @param rejected log pi of the rejected answers: [pairs]
/// @param referenceChosen log ref of the chosen answers: [pairs]; zeros where a method has no reference
/// @param referenceRejected log ref of the rejected answers: [pairs]
/// @param chosenTokens tokens of each chosen answer, its end token included: [pairs]
/// @param rejectedTokens tokens of each rejected answer: [pairs]
/// @param meanChosenTokens tokens of a chosen answer, averaged over the *whole* batch, so that a likelihood term can be
/// a mean over the batch's tokens however the batch is cut
/// @param divergence what C and R become where a loss scores them
public record PairLogProbabilities(
        Tensor chosen,
        Tensor rejected,
        Tensor referenceChosen,
        Tensor referenceRejected,
        Tensor chosenTokens,
        Tensor rejectedTokens,
        double meanChosenTokens,
        Divergence divergence) {

    /// C: [pairs].
    public Tensor chosenRatio() {
        return chosen.sub(referenceChosen);
    }

    /// R: [pairs].
    public Tensor rejectedRatio() {
        return rejected.sub(referenceRejected);
    }

    /// f'(C) of the divergence in force, up to a constant: [pairs].
    public Tensor chosenScore() {
        return divergence.score(chosenRatio());
    }

    /// f'(R) likewise: [pairs].
    public Tensor rejectedScore() {
        return divergence.score(rejectedRatio());
    }

    /// Delta = C - R, of scores: [pairs].
    public Tensor lead() {
        return chosenScore().sub(rejectedScore());
    }

    /// The same pairs scored under another divergence.
    public PairLogProbabilities under(Divergence other) {
        return new PairLogProbabilities(
                chosen,
                rejected,
                referenceChosen,
                referenceRejected,
                chosenTokens,
                rejectedTokens,
                meanChosenTokens,
                other);
    }
}
