package dev.plumbline.engine;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which rows of a [KeyValueCache] the next tokens belong to, and what those tokens may see.
sealed interface CacheReading {
    /// Tokens of prompts, alike for every row.
    ///
    /// @param first the first row
    /// @param count how many rows
    /// @param past slots that they hold already, the same for each
    /// @param tokens slots that are read now
    record Prompts(int first, int count, int past, int tokens) implements CacheReading {
        /// What is added to the scores: [1, 1, tokens, past + tokens]; null where a causal mask alone does.
        ///
        /// @param window how many slots a token sees, itself included; 0 for all before it
        @Nullable
        Tensor mask(int window) {
            int seen = past + tokens;
            boolean windowed = window > 0 && seen > window;
            if (!windowed && (past == 0 || tokens == 1)) {
                return null;
            }
            float[] mask = new float[Math.multiplyExact(tokens, seen)];
            Arrays.fill(mask, Float.NEGATIVE_INFINITY);
            for (int t = 0; t < tokens; t++) {
                int own = past + t;
                int from = windowed ? Math.max(0, own - window + 1) : 0;
                Arrays.fill(mask, t * seen + from, t * seen + own + 1, 0);
            }
            return Tensor.of(mask, 1, 1, tokens, seen);
        }
    }

    /// One token of each row in use.
    ///
    /// @param active how many rows
    /// @param span slots that are looked at
    /// @param positions [active], the slot that each row's token takes, int-64
    /// @param rowPositions the same numbers, [active, 1, 1]
    /// @param places [active * 2 * keyHeads], the lines of the flat store that its keys and values take
    /// @param slots [1, 1, span]: 0, 1, 2 ..
    /// @param bags which lines of the flat store each head looks at
    record Step(int active, int span, Tensor positions, Tensor rowPositions, Tensor places, Tensor slots, Bags bags)
            implements CacheReading {
        /// What is added to the scores: [active, 1, span].
        ///
        /// @param window as for prompts
        Tensor mask(int window) {
            Tensor hidden = StepKernels.greater(slots, rowPositions); // [active, 1, span]
            if (window > 0 && window < span) {
                hidden = StepKernels.either(hidden, StepKernels.atMost(slots, rowPositions.add(-window)));
            }
            Tensor zeros = hidden.to(DType.FLOAT32).mul(0);
            return StepKernels.maskedFill(zeros, hidden, Double.NEGATIVE_INFINITY);
        }

        /// All that a step reads of it.
        List<Tensor> tensors() {
            return List.of(
                    positions, rowPositions, places, slots, bags.keys(), bags.values(), bags.starts(), bags.owners());
        }

        void close() {
            tensors().forEach(Tensor::close);
        }
    }

    /// Which lines of a layer's flat store each query head of each row looks at, head after head.
    ///
    /// @param keys [active * heads * span], the lines of the keys; int-32, as all here where that is enough
    /// @param values the same of the values
    /// @param starts [active * heads + 1], where each head's lines begin in those two
    /// @param owners [active * heads * span], where the query that looks at each lies among the queries, keys and
    ///               values of all rows [active * (heads + 2 keyHeads)]
    record Bags(Tensor keys, Tensor values, Tensor starts, Tensor owners) {
        static Bags of(AttentionConfig attention, int rows, int capacity, int active, int span) {
            int heads = attention.heads();
            int group = heads / attention.keyHeads();
            long lines = 2L * rows * attention.keyHeads() * capacity;
            DType type = Math.max(lines, (long) active * heads * span) < Integer.MAX_VALUE ? DType.INT32 : DType.INT64;
            long[] first = new long[active * heads];
            long[] firstValue = new long[first.length];
            long[] start = new long[active * heads + 1];
            for (int i = 0; i < first.length; i++) {
                int row = i / heads;
                first[i] = ((long) row * attention.keyHeads() + i % heads / group) * capacity;
                firstValue[i] = first[i] + lines / 2;
                start[i + 1] = (i + 1L) * span;
            }
            long[] slot = new long[span];
            Arrays.setAll(slot, i -> i);
            int joined = heads + 2 * attention.keyHeads();
            long[] owner = new long[first.length];
            Arrays.setAll(owner, i -> (long) i / heads * joined + i % heads);
            Tensor slots = Tensor.of(slot, 1, span);
            return new Bags(
                    lines(first, slots, type),
                    lines(firstValue, slots, type),
                    Tensor.of(start, start.length).to(type).retain(),
                    Tensor.of(owner, owner.length, 1)
                            .expand(owner.length, span)
                            .reshape(-1)
                            .to(type)
                            .retain());
        }

        private static Tensor lines(long[] first, Tensor slots, DType type) {
            return Tensor.of(first, first.length, 1)
                    .add(slots)
                    .view(-1)
                    .to(type)
                    .retain();
        }
    }
}
