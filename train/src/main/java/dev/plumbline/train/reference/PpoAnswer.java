package dev.plumbline.train.reference;

import dev.plumbline.train.PolicySample;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.ValueObjective;
import java.util.Arrays;

/// What is known of one recorded answer of PPO before the updates of its round.
///
/// @param ids prompt and answer; where the prompt was padded on its right, with the padding token before the
/// answer, at which the library reads the first token's probability and value
/// @param prompt tokens before the answer
/// @param padded whether the last of them is padding
/// @param advantages of its tokens, whitened
/// @param old log-probabilities of its tokens under the policy that wrote them
/// @param values of the answer's tokens, and of the place past them where there is one
/// @param returns at the same places
@SuppressWarnings("ArrayRecordComponent") // never compared
record PpoAnswer(
        int[] ids, int prompt, boolean padded, double[] advantages, double[] old, double[] values, double[] returns) {
    PolicySample sample() {
        return new PolicySample(row(), 0, advantages, old, new double[0], new double[0]);
    }

    ValueObjective.Sample valued() {
        return new ValueObjective.Sample(ids, places(), values, returns);
    }

    private TokenRow row() {
        return TokenRow.answer(Arrays.copyOf(ids, prompt), Arrays.copyOfRange(ids, prompt, ids.length));
    }

    private int[] places() {
        int[] places = new int[values.length];
        Arrays.setAll(places, t -> prompt - 1 + t);
        return places;
    }

    boolean[] unseen() {
        boolean[] unseen = new boolean[ids.length];
        unseen[prompt - 1] = padded;
        return unseen;
    }
}
