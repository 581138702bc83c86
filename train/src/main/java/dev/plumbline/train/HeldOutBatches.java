package dev.plumbline.train;

import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.TensorScope;
import java.util.List;

/// Held-out items a few at a time, without recording.
final class HeldOutBatches {
    private HeldOutBatches() {}

    /// Work on some of the items, of which the first is item `at`.
    interface Piece<T> {
        void work(int at, List<T> some);
    }

    static <T> void inBatches(List<T> items, int batch, Piece<T> piece) {
        for (int at = 0; at < items.size(); at += batch) {
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                piece.work(at, items.subList(at, Math.min(items.size(), at + batch)));
            }
        }
    }

    static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
