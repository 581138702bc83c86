package dev.plumbline.engine;

/// Rows of a line that share their beginnings, put together for attention and taken apart again.
///
/// What a layer computes token by token it computes once for a beginning that several rows have; attention alone
/// needs each row as a whole. Padding behind a row holds copies of its last token, which no other token sees.
///
/// @param rows [rows * longest], where the tokens of each row lie in the line; int-64
/// @param line [slots], where the tokens of the line lie in the rows: those in common in the first row that has them
/// @param longest tokens of the longest row
record RowsApart(Tensor rows, Tensor line, int longest) {
    /// @param line rows that share their beginnings
    /// @param apart the same rows, padded on the right
    static RowsApart of(TokenBatch line, TokenBatch apart) {
        int longest = apart.longest();
        long[] rows = new long[apart.size() * longest];
        long[] slots = new long[line.longest()];
        for (int r = apart.size() - 1; r >= 0; r--) {
            for (int t = longest - 1; t >= 0; t--) {
                int slot = line.flat(r, Math.min(t, line.length(r) - 1));
                rows[r * longest + t] = slot;
                slots[slot] = (long) r * longest + t;
            }
        }
        return new RowsApart(Tensor.of(rows, rows.length), Tensor.of(slots, slots.length), longest);
    }

    /// [1, slots, heads, headWidth] -> [rows, longest, heads, headWidth].
    Tensor together(Tensor x) {
        return picked(x, rows).view(-1, longest, x.size(2), x.size(3));
    }

    /// [rows, longest, heads, headWidth] -> [1, slots, heads, headWidth].
    Tensor apart(Tensor x) {
        return picked(x, line).view(1, -1, x.size(2), x.size(3));
    }

    private static Tensor picked(Tensor x, Tensor which) {
        return x.reshape(-1, x.size(2) * x.size(3)).indexSelect(0, which);
    }
}
