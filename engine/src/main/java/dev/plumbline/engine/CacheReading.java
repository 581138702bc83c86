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
    /// @param places [active], the same slot in the flat views
    /// @param keys per layer what is seen, [active, keyHeads, span, headWidth]
    /// @param values the same shapes
    record Step(int active, int span, Tensor positions, Tensor places, List<Tensor> keys, List<Tensor> values)
            implements CacheReading {
        /// What is added to the scores: [active, 1, 1, span].
        ///
        /// @param slots [1, capacity]: 0, 1, 2 ..
        /// @param window as for prompts
        Tensor mask(Tensor slots, int window) {
            Tensor slot = slots.narrow(1, 0, span); // [1, span]
            Tensor position = positions.view(active, 1);
            Tensor hidden = slot.greater(position); // [active, span]
            if (window > 0 && window < span) {
                hidden = hidden.or(slot.atMost(position.add(-window)));
            }
            return Tensor.zerosLike(keys.getFirst(), active, span)
                    .maskedFill(hidden, Double.NEGATIVE_INFINITY)
                    .view(active, 1, 1, span);
        }
    }
}
