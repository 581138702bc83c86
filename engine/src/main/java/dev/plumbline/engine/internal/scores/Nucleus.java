package dev.plumbline.engine.internal.scores;

import java.util.Arrays;

/// The heaviest weights that it takes to reach a sum.
///
/// They are not sorted for it, which would take longer than a step of a small model where the vocabulary is large:
/// weights are counted by size, sixteen sizes between a number and its half, and only those of the size at which the
/// sum is reached are sorted.
///
/// @param lightest the lightest of them
/// @param count how many they are
record Nucleus(double lightest, int count) {
    /// A double's sign, exponent and four bits of its mantissa stand above this many bits.
    private static final int SHIFT = 48;

    /// What 2^-64 has there; lighter weights count as one size.
    private static final int SMALLEST = (int) (Double.doubleToRawLongBits(0x1p-64) >>> SHIFT);

    private static final int SIZES = size(1) + 1;

    /// @param weights from 0 to 1
    /// @param goal sum to be reached, above 0; all weights are taken if it is not
    static Nucleus of(double[] weights, double goal) {
        double[] sums = new double[SIZES];
        int[] counts = new int[SIZES];
        for (double weight : weights) {
            int size = size(weight);
            sums[size] += weight;
            counts[size]++;
        }
        double reached = 0;
        int count = 0;
        int size = SIZES - 1;
        while (size > 0 && reached + sums[size] < goal) {
            reached += sums[size];
            count += counts[size];
            size--;
        }
        double[] last = sorted(weights, size, counts[size]);
        int from = last.length;
        while (from > 0 && (reached < goal || count == 0)) {
            reached += last[--from];
            count++;
        }
        return new Nucleus(from < last.length ? last[from] : 0, count);
    }

    private static int size(double weight) {
        return Math.max(0, (int) (Double.doubleToRawLongBits(weight) >>> SHIFT) - SMALLEST);
    }

    /// The weights of one size, the lightest first.
    private static double[] sorted(double[] weights, int size, int count) {
        double[] members = new double[count];
        int found = 0;
        for (double weight : weights) {
            if (size(weight) == size) {
                members[found++] = weight;
            }
        }
        Arrays.sort(members);
        return members;
    }
}
