package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Token rows of differing lengths as one rectangle.
///
/// Rows are padded on the right unless told otherwise: then a causal mask alone keeps padding out of every real
/// position.
/// Padding on the left needs a mask and positions of its own, and gives the same numbers.
public final class TokenBatch {
    private final List<int[]> rows;
    private final boolean left;
    private final int longest;

    private TokenBatch(List<int[]> rows, boolean left) {
        if (rows.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "a batch needs at least one row of tokens");
        }
        this.rows = List.copyOf(rows);
        this.left = left;
        this.longest = rows.stream().mapToInt(row -> row.length).max().orElseThrow();
        if (rows.stream().anyMatch(row -> row.length == 0)) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "a row of a batch has no token");
        }
    }

    /// Rows padded on the right; none empty.
    public static TokenBatch of(List<int[]> rows) {
        return new TokenBatch(rows, false);
    }

    /// Rows padded on the left; none empty.
    public static TokenBatch leftPadded(List<int[]> rows) {
        return new TokenBatch(rows, true);
    }

    /// How many rows.
    public int size() {
        return rows.size();
    }

    /// Tokens of the longest row.
    public int longest() {
        return longest;
    }

    /// Tokens of one row, without padding.
    public int[] row(int index) {
        return rows.get(index).clone();
    }

    /// Tokens of all rows, without padding.
    public int tokens() {
        return rows.stream().mapToInt(row -> row.length).sum();
    }

    /// Where token `token` of row `row` lies in the flattened rectangle [size * longest].
    public int flat(int row, int token) {
        return row * longest + start(row) + token;
    }

    boolean isLeftPadded() {
        return left && rows.stream().anyMatch(row -> row.length != longest);
    }

    int start(int row) {
        return left ? longest - rows.get(row).length : 0;
    }

    /// Ids [size, longest]; padding holds id 0.
    Tensor ids() {
        long[] flat = new long[size() * longest];
        for (int r = 0; r < size(); r++) {
            int[] row = rows.get(r);
            for (int t = 0; t < row.length; t++) {
                flat[flat(r, t)] = row[t];
            }
        }
        return Tensor.of(flat, size(), longest);
    }

    /// Positions [size * longest] of a left-padded batch, counted from each row's own start; padding has 0.
    Tensor positions() {
        long[] flat = new long[size() * longest];
        for (int r = 0; r < size(); r++) {
            for (int t = 0; t < rows.get(r).length; t++) {
                flat[flat(r, t)] = t;
            }
        }
        return Tensor.of(flat, flat.length);
    }

    /// What is added to attention scores of a left-padded batch: [size, 1, longest, longest], 0 where a token may look
    /// and
    /// -infinity elsewhere; a padding token sees itself, so that no row of scores is empty. Null if nothing is padded
    /// left.
    @Nullable
    Tensor mask() {
        if (!isLeftPadded()) {
            return null;
        }
        float[] mask = new float[size() * longest * longest];
        Arrays.fill(mask, Float.NEGATIVE_INFINITY);
        for (int r = 0; r < size(); r++) {
            for (int q = 0; q < longest; q++) {
                int at = (r * longest + q) * longest;
                for (int k = start(r); k <= q; k++) {
                    mask[at + k] = 0;
                }
                mask[at + q] = 0;
            }
        }
        return Tensor.of(mask, size(), 1, longest, longest);
    }
}
