package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.List;
import java.util.random.RandomGenerator;

/// Which items make up each batch: every epoch is a shuffle of all, and batches run on across epochs.
///
/// The order depends on the seed and the step alone, so a run that is resumed sees the same batches without any state.
public final class BatchOrder {
    private final int items;
    private final int batch;
    private final Seed seed;
    private final boolean shuffled;
    private final List<int[]> fixed;
    private long shuffledEpoch = -1;
    private int[] order = new int[0];

    /// @param items how many there are, at least 1
    /// @param batch how many a step takes; may exceed `items`
    /// @param shuffled whether epochs are shuffled; otherwise items keep their order
    public BatchOrder(int items, int batch, Seed seed, boolean shuffled) {
        if (items < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, "there is nothing to learn from: the training set is empty");
        }
        this.items = items;
        this.batch = batch;
        this.seed = seed;
        this.shuffled = shuffled;
        this.fixed = List.of();
    }

    /// Exactly these batches, over and over.
    BatchOrder(int items, List<int[]> fixed) {
        this.items = items;
        this.batch = 0;
        this.seed = new Seed(0);
        this.shuffled = false;
        this.fixed = fixed;
    }

    /// How many items there are to choose from.
    public int items() {
        return items;
    }

    /// The items of step `step`, counted from 0.
    public int[] of(long step) {
        if (!fixed.isEmpty()) {
            return fixed.get(Math.toIntExact(step % fixed.size())).clone();
        }
        int[] chosen = new int[batch];
        for (int i = 0; i < batch; i++) {
            long position = step * batch + i;
            chosen[i] = item(position / items, Math.toIntExact(position % items));
        }
        return chosen;
    }

    private int item(long epoch, int position) {
        if (!shuffled) {
            return position;
        }
        if (epoch != shuffledEpoch) {
            order = shuffle(seed.derive("epoch", epoch).generator());
            shuffledEpoch = epoch;
        }
        return order[position];
    }

    private int[] shuffle(RandomGenerator random) {
        int[] fresh = new int[items];
        for (int i = 0; i < items; i++) {
            int j = random.nextInt(i + 1);
            fresh[i] = fresh[j];
            fresh[j] = i;
        }
        return fresh;
    }
}
