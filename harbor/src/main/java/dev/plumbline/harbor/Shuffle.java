package dev.plumbline.harbor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// Puts a list into an order that a generator chooses (Fisher-Yates).
final class Shuffle {
    private Shuffle() {}

    static <T> List<T> of(List<T> items, RandomGenerator random) {
        List<T> copy = new ArrayList<>(items);
        for (int i = copy.size() - 1; i > 0; i--) {
            Collections.swap(copy, i, random.nextInt(i + 1));
        }
        return List.copyOf(copy);
    }

    /// One item, each with the same probability.
    static <T> T pick(List<T> items, RandomGenerator random) {
        return items.get(random.nextInt(items.size()));
    }
}
