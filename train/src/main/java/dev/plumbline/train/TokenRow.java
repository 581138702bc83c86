package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// One sequence to learn from: its tokens, and which of them are answers to be learned.
///
/// @param ids token ids, at least one
/// @param learned as long as `ids`; true where the token is a target. The first token has nothing before it and is
/// never one
public record TokenRow(int[] ids, boolean[] learned) {
    public TokenRow {
        ids = ids.clone();
        learned = learned.clone();
        if (ids.length == 0 || ids.length != learned.length) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "a row needs at least one token and one mark per token; found " + ids.length + " tokens and "
                            + learned.length + " marks");
        }
        learned[0] = false;
    }

    /// A prompt followed by an answer, of which the answer alone is learned.
    public static TokenRow answer(int[] prompt, int[] answer) {
        int[] ids = new int[prompt.length + answer.length];
        boolean[] learned = new boolean[ids.length];
        System.arraycopy(prompt, 0, ids, 0, prompt.length);
        System.arraycopy(answer, 0, ids, prompt.length, answer.length);
        java.util.Arrays.fill(learned, prompt.length, ids.length, true);
        return new TokenRow(ids, learned);
    }

    /// How many tokens are targets.
    public int targets() {
        int count = 0;
        for (boolean target : learned) {
            count += target ? 1 : 0;
        }
        return count;
    }
}
