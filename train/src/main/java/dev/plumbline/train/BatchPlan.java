package dev.plumbline.train;

import dev.plumbline.core.Seed;
import java.util.Arrays;
import java.util.List;

/// How a trainer's items become batches.
public sealed interface BatchPlan {
    /// Every epoch in an order of its own.
    BatchPlan SHUFFLED = new Epochs(true);

    /// Every epoch in the order that the items are in.
    BatchPlan IN_ORDER = new Epochs(false);

    /// The batches of a training.
    ///
    /// @param items how many there are to choose from
    /// @param batch how many a step takes, where the plan does not say so itself
    BatchOrder order(int items, int batch, Seed seed);

    /// Batches that run on across epochs.
    record Epochs(boolean shuffled) implements BatchPlan {
        @Override
        public BatchOrder order(int items, int batch, Seed seed) {
            return new BatchOrder(items, batch, seed, shuffled);
        }
    }

    /// Exactly these batches, which may differ in size: one list of item indices for each update, from its start again
    /// when it is used up.
    record Given(List<List<Integer>> batches) implements BatchPlan {
        public Given {
            batches = batches.stream().map(List::copyOf).toList();
        }

        @Override
        public BatchOrder order(int items, int batch, Seed seed) {
            List<int[]> fixed = batches.stream()
                    .map(one -> one.stream().mapToInt(Integer::intValue).toArray())
                    .toList();
            return new BatchOrder(items, fixed);
        }
    }

    /// Batches of these sizes that take the items one after the other.
    static BatchPlan sizes(List<Integer> sizes) {
        Integer[][] batches = new Integer[sizes.size()][];
        int next = 0;
        for (int i = 0; i < batches.length; i++) {
            batches[i] = new Integer[sizes.get(i)];
            for (int j = 0; j < batches[i].length; j++) {
                batches[i][j] = next++;
            }
        }
        return new Given(Arrays.stream(batches).map(List::of).toList());
    }
}
