package dev.plumbline.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;

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

    /// As above.
    static <T> List<List<T>> of(List<T> items, int size) {
        List<List<T>> pieces = new ArrayList<>();
        for (int at = 0; at < items.size(); at += size) {
            pieces.add(items.subList(at, Math.min(items.size(), at + size)));
        }
        return pieces;
    }

    /// Items of like length together, as many to a piece as a budget of tokens takes when all are padded to the longest
    /// of them; one item alone may exceed it. The longest come first, so that too small a memory shows at once.
    ///
    /// @param tokens of an item
    /// @param budget most tokens of a piece, padding included
    static List<List<Integer>> budgeted(int[] items, IntUnaryOperator tokens, int budget) {
        List<Integer> byLength = Arrays.stream(items)
                .boxed()
                .sorted(Comparator.comparingInt(item -> -tokens.applyAsInt(item)))
                .toList();
        List<List<Integer>> pieces = new ArrayList<>();
        List<Integer> piece = new ArrayList<>();
        for (int item : byLength) {
            int longest = tokens.applyAsInt(piece.isEmpty() ? item : piece.getFirst());
            if (!piece.isEmpty() && (long) longest * (piece.size() + 1) > budget) {
                pieces.add(piece);
                piece = new ArrayList<>();
            }
            piece.add(item);
        }
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
        return pieces;
    }
}
