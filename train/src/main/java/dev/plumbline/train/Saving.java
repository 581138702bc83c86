package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.TokenBatch;
import java.util.List;

/// What saves memory or time in a training and changes no number but by rounding.
///
/// @param headRows targets whose logits are in memory at once, computed a second time in the backward pass; 0
/// for all of a micro-batch. Logits are [targets, vocabulary], the largest thing that training holds
/// @param recompute whether each layer's inside is computed again in the backward pass instead of kept
/// @param tokens most tokens of a micro-batch, padding included, in place of its size in items: items of like length go
/// together; 0 for none
/// @param sharePrompts whether answers to one prompt are computed behind one copy of it, where a trainer has several
public record Saving(int headRows, boolean recompute, int tokens, boolean sharePrompts) {
    /// Everything is kept and computed once.
    public static final Saving NONE = new Saving(0, false, 0, false);

    public Saving {
        if (headRows < 0 || tokens < 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "head-rows and the budget of tokens must be 0, for none, or more; found " + headRows + " and "
                            + tokens);
        }
    }

    /// How rows are laid out: packed, or behind one copy of what comes before their first learned token, where
    /// neighbours have it in common.
    TokenBatch layout(List<TokenRow> rows) {
        List<int[]> ids = TargetLogProbabilities.ids(rows);
        if (!sharePrompts) {
            return TokenBatch.packed(ids);
        }
        int[] prefix = new int[rows.size()];
        for (int r = 0; r < prefix.length; r++) {
            boolean[] learned = rows.get(r).learned();
            while (prefix[r] < learned.length - 1 && !learned[prefix[r]]) {
                prefix[r]++;
            }
        }
        return TokenBatch.sharing(ids, prefix);
    }

    boolean twice() {
        return headRows > 0 || recompute;
    }
}
