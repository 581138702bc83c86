package dev.plumbline.train.loss;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Arrays;

/// From rewards of answers to their advantages, for methods without a value model. A group is the answers to one
/// prompt; groups lie one after the other. A reward that is NaN was not given: it is left out of every mean, and
/// its advantage is 0; so is that of a group's only reward.
public final class Advantages {
    /// What a reward's distance from its group's mean is divided by.
    public enum Scaling {
        /// The group's standard deviation (GRPO).
        GROUP,
        /// The whole batch's.
        BATCH,
        /// Nothing (Dr. GRPO).
        NONE
    }

    /// Whether a standard deviation divides by n - 1 or by n. Libraries differ, and it changes numbers.
    public enum Deviation {
        UNBIASED,
        BIASED
    }

    private Advantages() {}

    /// GRPO (Shao et al. 2024, arXiv 2402.03300): (r - mean of the group) / (deviation + epsilon).
    ///
    /// @param epsilon TRL 1e-4, verl 1e-6, OpenRLHF 1e-9, all unbiased; open-instruct 1e-8, biased
    public static double[] grouped(double[] rewards, int group, Scaling scaling, Deviation deviation, double epsilon) {
        requireGroups(rewards, group);
        double[] advantages = centred(rewards, group);
        double batch = deviation(rewards, 0, rewards.length, deviation);
        for (int i = 0; i < rewards.length; i++) {
            int from = i / group * group;
            double scale = switch (scaling) {
                case GROUP -> deviation(rewards, from, from + group, deviation) + epsilon;
                case BATCH -> batch + epsilon;
                case NONE -> 1;
            };
            advantages[i] = orZero(advantages[i] / scale);
        }
        return advantages;
    }

    /// GDPO: each reward function is normalised within its group first, the weighted sum is then normalised over
    /// the batch.
    ///
    /// @param byFunction one row of rewards per function
    public static double[] normalisedThenSummed(double[][] byFunction, double[] weights, int group, double epsilon) {
        int n = byFunction[0].length;
        double[][] scaled = new double[byFunction.length][];
        for (int f = 0; f < byFunction.length; f++) {
            double[] rewards = byFunction[f];
            requireGroups(rewards, group);
            double[] centred = centred(rewards, group);
            for (int i = 0; i < n; i++) {
                int from = i / group * group;
                centred[i] /= deviation(rewards, from, from + group, Deviation.UNBIASED) + epsilon;
            }
            scaled[f] = centred;
        }
        double[] sums = summed(scaled, weights);
        double[] unscored = summed(byFunction, weights);
        for (int i = 0; i < n; i++) {
            // a reward that was given but could not be normalised counts as 0, one that was not given stays away
            sums[i] = Double.isNaN(unscored[i]) ? Double.NaN : orZero(sums[i]);
        }
        double mean = mean(sums, 0, n);
        double deviation = deviation(sums, 0, n, Deviation.UNBIASED) + epsilon;
        return Arrays.stream(sums).map(s -> orZero((s - mean) / deviation)).toArray();
    }

    /// The weighted sum of several functions' rewards; NaN where none gave one.
    public static double[] summed(double[][] byFunction, double[] weights) {
        double[] sums = new double[byFunction[0].length];
        for (int i = 0; i < sums.length; i++) {
            boolean given = false;
            for (int f = 0; f < byFunction.length; f++) {
                if (!Double.isNaN(byFunction[f][i])) {
                    sums[i] += weights[f] * byFunction[f][i];
                    given = true;
                }
            }
            sums[i] = given ? sums[i] : Double.NaN;
        }
        return sums;
    }

    /// RLOO (Ahmadian et al. 2024, arXiv 2402.14740): r - the mean of the group's other rewards.
    public static double[] leaveOneOut(double[] rewards, int group) {
        requireGroups(rewards, group);
        double[] advantages = new double[rewards.length];
        for (int from = 0; from < rewards.length; from += group) {
            double sum = 0;
            int count = 0;
            for (int i = from; i < from + group; i++) {
                sum += Double.isNaN(rewards[i]) ? 0 : rewards[i];
                count += Double.isNaN(rewards[i]) ? 0 : 1;
            }
            for (int i = from; i < from + group; i++) {
                advantages[i] = count < 2 ? Double.NaN : rewards[i] - (sum - rewards[i]) / (count - 1);
            }
        }
        return advantages;
    }

    /// Zero where there is no advantage, otherwise (A - mean) / (deviation + epsilon) over all that there are.
    public static double[] standardised(double[] advantages, double epsilon) {
        double mean = mean(advantages, 0, advantages.length);
        double deviation = deviation(advantages, 0, advantages.length, Deviation.UNBIASED) + epsilon;
        return Arrays.stream(advantages)
                .map(a -> orZero((a - mean) / deviation))
                .toArray();
    }

    /// Zero where there is no advantage.
    public static double[] orZero(double[] advantages) {
        return Arrays.stream(advantages).map(Advantages::orZero).toArray();
    }

    /// REINFORCE++ with a baseline (Hu 2025, arXiv 2501.03262): r - mean of the group, then standardised over the
    /// batch.
    public static double[] reinforceBaseline(double[] rewards, int group, double epsilon) {
        requireGroups(rewards, group);
        return standardised(centred(rewards, group), epsilon);
    }

    /// ReMax (Li et al. 2023, arXiv 2310.10505): r - the reward of the greedy answer to the same prompt.
    ///
    /// @param greedy one reward per group
    public static double[] remax(double[] rewards, double[] greedy, int group) {
        requireGroups(rewards, group);
        double[] advantages = new double[rewards.length];
        Arrays.setAll(advantages, i -> orZero(rewards[i] - greedy[i / group]));
        return advantages;
    }

    /// OPO (Hao et al. 2025, arXiv 2505.23585): r - the group's mean weighted by length, the baseline of least
    /// variance.
    public static double[] optimalBaseline(double[] rewards, int[] lengths, int group) {
        requireGroups(rewards, group);
        double[] advantages = new double[rewards.length];
        for (int from = 0; from < rewards.length; from += group) {
            double sum = 0;
            double weight = 0;
            for (int i = from; i < from + group; i++) {
                if (!Double.isNaN(rewards[i])) {
                    sum += lengths[i] * rewards[i];
                    weight += lengths[i];
                }
            }
            for (int i = from; i < from + group; i++) {
                advantages[i] = orZero(rewards[i] - sum / weight);
            }
        }
        return advantages;
    }

    /// pass@k training: only the best of a group learns, by its lead over the second; of equals the first.
    public static double[] bestOfGroup(double[] rewards, int group) {
        requireGroups(rewards, group);
        double[] advantages = new double[rewards.length];
        for (int from = 0; from < rewards.length; from += group) {
            int best = -1;
            double second = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + group; i++) {
                if (Double.isNaN(rewards[i])) {
                    continue;
                }
                if (best < 0 || rewards[i] > rewards[best]) {
                    second = best < 0 ? second : rewards[best];
                    best = i;
                } else {
                    second = Math.max(second, rewards[i]);
                }
            }
            if (best >= 0 && Double.isFinite(second)) {
                advantages[best] = rewards[best] - second;
            }
        }
        return advantages;
    }

    /// r - mean of the group; NaN where it is the group's only reward.
    private static double[] centred(double[] rewards, int group) {
        double[] centred = new double[rewards.length];
        for (int i = 0; i < rewards.length; i++) {
            int from = i / group * group;
            boolean alone = group > 1 && count(rewards, from, from + group) < 2;
            centred[i] = alone ? Double.NaN : rewards[i] - mean(rewards, from, from + group);
        }
        return centred;
    }

    private static int count(double[] values, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += Double.isNaN(values[i]) ? 0 : 1;
        }
        return count;
    }

    private static double mean(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Double.isNaN(values[i]) ? 0 : values[i];
        }
        return sum / count(values, from, to);
    }

    private static double deviation(double[] values, int from, int to, Deviation deviation) {
        double mean = mean(values, from, to);
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += Double.isNaN(values[i]) ? 0 : (values[i] - mean) * (values[i] - mean);
        }
        int count = count(values, from, to) - (deviation == Deviation.UNBIASED ? 1 : 0);
        return count < 1 ? 0 : Math.sqrt(squares / count);
    }

    private static double orZero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    private static void requireGroups(double[] rewards, int group) {
        if (group < 1 || rewards.length == 0 || rewards.length % group != 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, rewards.length + " rewards do not make whole groups of " + group);
        }
    }
}
