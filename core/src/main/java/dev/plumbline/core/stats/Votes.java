package dev.plumbline.core.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Labels that several workers gave to items, any number of them per item.
///
/// @param items how many
/// @param workers how many
/// @param labels how many different labels there are
/// @param votes in any order
public record Votes(int items, int workers, int labels, List<Vote> votes) {
    /// One worker's label of one item, all counted from 0.
    public record Vote(int item, int worker, int label) {}

    public Votes {
        votes = List.copyOf(votes);
        Require.that(labels > 0, "there must be a label");
        for (Vote vote : votes) {
            boolean known = vote.item >= 0
                    && vote.item < items
                    && vote.worker >= 0
                    && vote.worker < workers
                    && vote.label >= 0
                    && vote.label < labels;
            Require.that(known, vote + " lies outside of " + items + " items, " + workers + " workers, " + labels
                    + " labels");
        }
    }

    /// How often an item got each label.
    public int[] counts(int item) {
        int[] counts = new int[labels];
        for (Vote vote : votes) {
            counts[vote.label] += vote.item == item ? 1 : 0;
        }
        return counts;
    }

    /// The share of its votes that each label of an item has.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED for an item without votes
    public double[] shares(int item) {
        int[] counts = counts(item);
        double all = IntStream.of(counts).sum();
        Require.defined(all > 0, "no votes");
        return IntStream.of(counts).mapToDouble(count -> count / all).toArray();
    }

    /// All labels that tie for most votes of an item; more than one means that the majority says nothing.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED for an item without votes
    public List<Integer> winners(int item) {
        int[] counts = counts(item);
        int most = IntStream.of(counts).max().orElseThrow();
        Require.defined(most > 0, "no votes");
        List<Integer> winners = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            if (counts[label] == most) {
                winners.add(label);
            }
        }
        return winners;
    }
}
