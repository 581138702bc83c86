package dev.plumbline.core.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Mid-ranks: tied values share the mean of the ranks that they occupy.
final class Ranks {
    private final double[] ranks;
    private final int[] ties;

    private Ranks(double[] ranks, int[] ties) {
        this.ranks = ranks;
        this.ties = ties;
    }

    static Ranks of(double... values) {
        Integer[] order = order(values);
        double[] ranks = new double[values.length];
        IntStream.Builder ties = IntStream.builder();
        int start = 0;
        while (start < order.length) {
            int end = start + 1;
            while (end < order.length && values[order[end]] == values[order[start]]) {
                end++;
            }
            for (int i = start; i < end; i++) {
                ranks[order[i]] = (start + 1 + end) / 2.0;
            }
            ties.add(end - start);
            start = end;
        }
        return new Ranks(ranks, ties.build().toArray());
    }

    /// Indices in rising order of value, ties in their order of appearance; 0.0 and -0.0 are equal.
    static Integer[] order(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i] + 0.0));
        return order;
    }

    /// The rank of each value, from 1.
    double[] ranks() {
        return ranks;
    }

    /// Sizes of the groups of equal values, those of size 1 included.
    int[] ties() {
        return ties;
    }

    boolean tied() {
        return ties.length < ranks.length;
    }

    /// sum over groups of t^3 - t, the term by which ties lower the variance of rank statistics.
    double tieTerm() {
        double sum = 0;
        for (int t : ties) {
            sum += (double) t * t * t - t;
        }
        return sum;
    }
}
