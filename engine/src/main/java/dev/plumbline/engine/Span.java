package dev.plumbline.engine;

import org.jspecify.annotations.Nullable;

/// The tokens of one forward pass: where they stand and what they see.
sealed interface Span {
    /// Tokens of the longest row, those in a cache included.
    int longest();

    /// Positions that tables must have.
    int room();

    /// Of a rotary table: what these tokens are turned by, [lines or 1, seq, 1, turned].
    Rotary turns(Rotary table);

    /// Of a table of learned positions [positions, width]: [lines or 1, seq, width].
    Tensor rows(Tensor table);

    /// How rows are put together for attention that lie in pieces; null where they lie as attention wants them.
    default @Nullable RowsApart apart() {
        return null;
    }

    /// What is added to attention scores, or null where a causal mask alone does.
    ///
    /// @param window how many tokens a token sees, itself included; 0 for all before it
    @Nullable
    Tensor mask(int window, DType dtype);

    /// A batch that is read at one go.
    record Batch(TokenBatch batch) implements Span {
        @Override
        public int longest() {
            int longest = 1;
            for (int r = 0; r < batch.size(); r++) {
                longest = Math.max(longest, batch.length(r));
            }
            return longest;
        }

        @Override
        public int room() {
            return longest();
        }

        @Override
        public @Nullable RowsApart apart() {
            TokenBatch rows = batch.apart();
            return rows == null ? null : RowsApart.of(batch, rows);
        }

        @Override
        public Rotary turns(Rotary table) {
            int seq = batch.longest();
            return batch.isPlain()
                    ? table.from(0, seq)
                    : table.at(
                            batch.positions(),
                            batch.lines(),
                            seq,
                            1,
                            table.cos().size(-1));
        }

        @Override
        public Tensor rows(Tensor table) {
            int seq = batch.longest();
            return batch.isPlain()
                    ? table.narrow(0, 0, seq).unsqueeze(0)
                    : table.indexSelect(0, batch.positions()).view(batch.lines(), seq, -1);
        }

        @Override
        public @Nullable Tensor mask(int window, DType dtype) {
            TokenBatch apart = batch.apart();
            TokenBatch seen = apart == null ? batch : apart;
            Tensor mask = seen.mask(window);
            return mask == null && seen.isPlain() ? Attention.causalMask(seen.longest(), dtype) : mask;
        }
    }

    /// The next tokens of every row of a cache.
    record Cached(KeyValueCache cache, long tokens) implements Span {
        @Override
        public int longest() {
            return cache.longest(tokens);
        }

        @Override
        public int room() {
            return cache.capacity();
        }

        @Override
        public Rotary turns(Rotary table) {
            return cache.turns(table, Math.toIntExact(table.cos().size(-1)), tokens);
        }

        @Override
        public Tensor rows(Tensor table) {
            return table.indexSelect(0, cache.positions()).view(-1, tokens, table.size(-1));
        }

        @Override
        public @Nullable Tensor mask(int window, DType dtype) {
            return cache.mask(tokens, window);
        }
    }
}
