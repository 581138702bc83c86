package dev.plumbline.train.loss;

/// How the losses of tokens become the loss of a batch of answers: each token of answer i gets a weight, and the batch's
/// loss is the weighted sum. Weights come from counts over the whole batch, so that micro-batches change nothing.
public sealed interface AnswerAggregation {
    /// The weight of each token of an answer.
    ///
    /// @param tokens learned tokens of this answer
    /// @param answers answers of the whole batch; one without tokens counts
    /// @param allTokens learned tokens of the whole batch
    double weight(int tokens, long answers, double allTokens);

    /// The mean over answers of the mean over their tokens (GRPO, Shao et al. 2024, arXiv 2402.03300).
    record AnswerMeans() implements AnswerAggregation {
        @Override
        public double weight(int tokens, long answers, double allTokens) {
            return 1.0 / (answers * Math.max(1.0, tokens));
        }
    }

    /// The mean over all tokens (DAPO; BNPO over the micro-batch's), so that long answers weigh more.
    record TokenMean() implements AnswerAggregation {
        @Override
        public double weight(int tokens, long answers, double allTokens) {
            return 1 / Math.max(1, allTokens);
        }
    }

    /// The sum over tokens, divided by answers times a constant length (Dr. GRPO, Liu et al. 2025, arXiv 2503.20783): no
    /// answer's length weighs its own tokens.
    ///
    /// @param length the most tokens that an answer may have, at least 1
    record ConstantLength(int length) implements AnswerAggregation {
        public ConstantLength {
            Require.above0("the length that sums are divided by", length);
        }

        @Override
        public double weight(int tokens, long answers, double allTokens) {
            return 1.0 / ((double) answers * length);
        }
    }

    /// The mean over answers of the sum over their tokens (LUSPO).
    record AnswerSums() implements AnswerAggregation {
        @Override
        public double weight(int tokens, long answers, double allTokens) {
            return 1.0 / answers;
        }
    }
}
