package dev.plumbline.train.loss;

import dev.plumbline.engine.DType;
import dev.plumbline.engine.Tensor;
import java.util.Arrays;

/// The learned tokens of some sampled answers, as a policy loss sees them, in one flat vector.
///
/// @param logProbabilities log pi of each token under the policy that learns: `[tokens]`
/// @param old log pi under the policy that sampled; a constant: `[tokens]`
/// @param advantages of each token; a constant: `[tokens]`
/// @param answerAdvantages of each answer, for losses of whole answers; a constant: `[answers]`
/// @param answer for each token the index of its answer
/// @param answers how many answers there are; one may have no token
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PolicyTokens(
        Tensor logProbabilities, Tensor old, Tensor advantages, Tensor answerAdvantages, int[] answer, int answers) {
    /// log pi - log old of each token, held where its exponential would overflow (above 80 in float 32): `[tokens]`.
    public Tensor logRatio() {
        return Exponent.held(logProbabilities.sub(old));
    }

    /// log pi - log old of each whole answer, held likewise: `[answers]`.
    public Tensor answerLogRatio() {
        return Exponent.held(sums(logProbabilities).sub(sums(old)));
    }

    /// The sum over each answer's tokens, 0 where it has none: `[answers]`. Added up in float 64, so that the
    /// sum's own rounding is the only one.
    public Tensor sums(Tensor tokens) {
        int count = answer.length;
        double[] membership = new double[answers * count];
        for (int t = 0; t < count; t++) {
            membership[answer[t] * count + t] = 1;
        }
        return Tensor.of(membership, answers, count)
                .matmul(tokens.to(DType.FLOAT64))
                .to(tokens.dtype());
    }

    /// The mean over each answer's tokens, 0 where it has none: `[answers]`.
    public Tensor means(Tensor tokens) {
        double[] share = new double[answers];
        for (int owner : answer) {
            share[owner]++;
        }
        Arrays.setAll(share, i -> 1 / Math.max(1, share[i]));
        return sums(tokens).mul(Tensor.of(share, answers).to(tokens.dtype()));
    }

    /// Each answer's value at each of its tokens: `[tokens]`.
    public Tensor spread(Tensor perAnswer) {
        long[] index = Arrays.stream(answer).asLongStream().toArray();
        return perAnswer.indexSelect(0, Tensor.of(index, index.length));
    }
}
