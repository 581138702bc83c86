package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Arrays;

/// A sampled answer with what its update needs to know of it.
///
/// @param row prompt and answer; the policy's own tokens are learned, what tools or users said in between is not
/// @param advantage of the whole answer
/// @param advantages of each learned token; empty if all have the answer's
/// @param old log pi of each learned token under the policy that sampled; empty where that is the policy as it is
/// now
/// @param reference log ref of each learned token; empty without a reference
/// @param weights of each learned token, such as a rollout correction; empty for 1
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PolicySample(
        TokenRow row, double advantage, double[] advantages, double[] old, double[] reference, double[] weights) {
    public PolicySample {
        int tokens = row.targets();
        for (double[] values : new double[][] {advantages, old, reference, weights}) {
            if (values.length != 0 && values.length != tokens) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "an answer of " + tokens + " tokens came with " + values.length
                                + " values; there must be one for each token, or none");
            }
        }
        advantages = advantages.clone();
        old = old.clone();
        reference = reference.clone();
        weights = weights.clone();
    }

    /// An answer whose tokens all share its advantage.
    public PolicySample(TokenRow row, double advantage, double[] old, double[] reference) {
        this(row, advantage, new double[0], old, reference, new double[0]);
    }

    /// The advantage of each learned token.
    double[] perToken() {
        if (advantages.length > 0 || row.targets() == 0) {
            return advantages;
        }
        double[] same = new double[row.targets()];
        Arrays.fill(same, advantage);
        return same;
    }
}
