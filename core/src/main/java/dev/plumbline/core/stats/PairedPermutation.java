package dev.plumbline.core.stats;

import dev.plumbline.core.Seed;
import java.util.random.RandomGenerator;

/// The sign-flip test of paired differences (Fisher 1935): if left and right could be swapped, every sign is as likely.
///
/// A flip counts as extreme when |mean*| >= |mean| - 1e-12 max(1, |mean|), so that rounding cannot lose a tie.
///
/// @param mean of the differences
/// @param flips how many sign patterns were looked at, the identity among them
/// @param p two-sided
/// @param pGreater one-sided, for a mean above zero
public record PairedPermutation(double mean, long flips, double p, double pGreater) {
    /// Above this many pairs, 2^n patterns are too many to enumerate.
    public static final int ENUMERABLE = 22;

    /// All 2^n patterns.
    ///
    /// @param differences at least 1, at most [#ENUMERABLE]
    public static PairedPermutation exact(double... differences) {
        check(differences);
        Require.that(
                differences.length <= ENUMERABLE,
                "at most " + ENUMERABLE + " pairs can be enumerated, not " + differences.length + "; sample instead");
        Tally tally = new Tally(differences);
        tally.enumerate(0, 0);
        return tally.result(0);
    }

    /// `draws` random patterns and the identity: p = (extreme + 1) / (draws + 1), never 0 (Phipson, Smyth 2010).
    public static PairedPermutation sampled(double[] differences, int draws, Seed seed) {
        check(differences);
        Require.that(draws > 0, "draws must be 1 or more, not " + draws);
        Tally tally = new Tally(differences);
        RandomGenerator random = seed.generator();
        for (int draw = 0; draw < draws; draw++) {
            double sum = 0;
            for (double d : differences) {
                sum += random.nextBoolean() ? d : -d;
            }
            tally.count(sum);
        }
        return tally.result(1);
    }

    private static void check(double[] differences) {
        Require.defined(differences.length > 0, "no pairs");
        Require.finite(differences, "differences");
    }

    /// Counts sign patterns by how their sum compares with the sum seen.
    private static final class Tally {
        private final double[] differences;
        private final double mean;
        private final double slack;
        private long flips;
        private long extreme;
        private long greater;

        Tally(double[] differences) {
            this.differences = differences;
            this.mean = Mean.sum(differences) / differences.length;
            this.slack = 1e-12 * Math.max(1, Math.abs(mean));
        }

        void enumerate(int from, double sum) {
            if (from == differences.length) {
                count(sum);
                return;
            }
            enumerate(from + 1, sum + differences[from]);
            enumerate(from + 1, sum - differences[from]);
        }

        void count(double sum) {
            double flipped = sum / differences.length;
            flips++;
            if (Math.abs(flipped) >= Math.abs(mean) - slack) {
                extreme++;
            }
            if (flipped >= mean - slack) {
                greater++;
            }
        }

        PairedPermutation result(int identity) {
            double all = flips + identity;
            return new PairedPermutation(
                    mean, flips + identity, (extreme + identity) / all, (greater + identity) / all);
        }
    }
}
