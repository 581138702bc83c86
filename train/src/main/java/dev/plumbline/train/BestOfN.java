package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Arrays;

/// What is known in closed form of answering with the best of n samples.
public final class BestOfN {
    private BestOfN() {}

    /// log n - (n - 1) / n, in nats: the KL divergence of best-of-n from the model that it samples from is at
    /// most this, and equal to it where no two answers are alike (Beirami et al. 2024, arXiv 2401.01879).
    ///
    /// @param n at least 1
    public static double klBound(int n) {
        requirePositive(n);
        return Math.log(n) - (n - 1.0) / n;
    }

    /// n / (n + 1): how often the best of n beats another sample by the reward that it was chosen by, ties
    /// counted half; less where there are ties within the n.
    ///
    /// @param n at least 1
    public static double winRateBound(int n) {
        requirePositive(n);
        return n / (n + 1.0);
    }

    /// The mean reward of the best of n, estimated without bias from more samples: the mean over all choices of n of
    /// them, by the order statistics (Nakano et al. 2021, arXiv 2112.09332, appendix I).
    ///
    /// @param rewards that samples were chosen by, at least n
    /// @param values what is averaged, one for each reward, such as gold rewards; may be the rewards themselves
    public static double estimate(double[] rewards, double[] values, int n) {
        requirePositive(n);
        int all = rewards.length;
        if (all < n || values.length != all) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the best of " + n + " needs at least as many samples, each with a value; found " + all
                            + " rewards and " + values.length + " values");
        }
        Integer[] byReward = new Integer[all];
        Arrays.setAll(byReward, i -> i);
        Arrays.sort(byReward, (a, b) -> Double.compare(rewards[b], rewards[a]));
        // the chance that the k-th best is the best of a choice: C(all - k, n - 1) / C(all, n)
        double chance = (double) n / all;
        double sum = 0;
        int from = 0;
        while (from < all) {
            int to = from;
            double together = 0;
            double tied = 0;
            while (to < all && rewards[byReward[to]] == rewards[byReward[from]]) {
                together += chance;
                tied += values[byReward[to]];
                chance *= Math.max(0, all - to - n) / Math.max(1.0, all - to - 1);
                to++;
            }
            // equal rewards share their chances
            sum += together * tied / (to - from);
            from = to;
        }
        return sum;
    }

    private static void requirePositive(int n) {
        if (n < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "the best of " + n + " samples; n must be 1 or more");
        }
    }
}
