package dev.plumbline.train;

import java.util.ArrayList;
import java.util.List;

/// A batch cut into pieces that fit in memory.
final class MicroBatches {
    private MicroBatches() {}

    /// The items in their order, at most `size` to a piece.
    static List<List<Integer>> of(int[] items, int size) {
        List<List<Integer>> pieces = new ArrayList<>();
        for (int at = 0; at < items.length; at += size) {
            List<Integer> piece = new ArrayList<>();
            for (int i = at; i < Math.min(items.length, at + size); i++) {
                piece.add(items[i]);
            }
            pieces.add(piece);
        }
        return pieces;
    }
}
