package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Says which of two answers to one prompt is better. Called on a thread of its own, never on the engine's.
@FunctionalInterface
public interface PairJudge {
    /// The probability, 0 to 1, that each first answer is better than the second; .5 for a tie, NaN where the judge has
    /// nothing to say.
    double[] firstWins(List<RewardFunction.Sampled> first, List<RewardFunction.Sampled> second);

    /// Calls the judge and refuses what cannot be learned from.
    ///
    /// @param limit after which a judge that has not answered is given up
    /// @throws PlumblineException BAD_DATA if it throws, hangs, gives too few values or one outside [0, 1]
    default double[] checked(List<RewardFunction.Sampled> first, List<RewardFunction.Sampled> second, Duration limit) {
        double[] chances = Outside.call(
                "the judge", limit, first.size() + " pairs", () -> firstWins(List.copyOf(first), List.copyOf(second)));
        if (chances.length != first.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "the judge gave " + chances.length + " values for " + first.size()
                            + " pairs; it must give one for each, NaN where it has nothing to say");
        }
        for (int i = 0; i < chances.length; i++) {
            if (chances[i] < 0 || chances[i] > 1) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "the judge gave " + chances[i] + " for pair " + (i + 1)
                                + "; a probability of the first answer being better is in [0, 1]");
            }
        }
        return chances.clone();
    }

    /// Judges by rewards: the larger wins; or, softly, with the probability of Bradley and Terry, sigma(r1 - r2).
    ///
    /// @param unfinishedPenalty taken off the reward of an answer that ran into the limit, 0 or more
    static PairJudge byReward(RewardFunction reward, double unfinishedPenalty, boolean soft) {
        if (!(unfinishedPenalty >= 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the penalty of an unfinished answer must be 0 or more, not " + unfinishedPenalty);
        }
        return new PairJudge() {
            @Override
            public double[] firstWins(List<RewardFunction.Sampled> first, List<RewardFunction.Sampled> second) {
                List<RewardFunction.Sampled> both = new ArrayList<>(first);
                both.addAll(second);
                return compared(reward.rewards(both), both);
            }

            @Override
            public double[] checked(
                    List<RewardFunction.Sampled> first, List<RewardFunction.Sampled> second, Duration limit) {
                List<RewardFunction.Sampled> both = new ArrayList<>(first);
                both.addAll(second);
                return compared(reward.checked(both, limit), both);
            }

            private double[] compared(double[] rewards, List<RewardFunction.Sampled> both) {
                int pairs = both.size() / 2;
                double[] chances = new double[pairs];
                for (int i = 0; i < pairs; i++) {
                    double lead = value(rewards[i], both.get(i)) - value(rewards[i + pairs], both.get(i + pairs));
                    double hard = lead == 0 ? .5 : lead > 0 ? 1 : 0;
                    chances[i] = Double.isNaN(lead) ? Double.NaN : soft ? 1 / (1 + Math.exp(-lead)) : hard;
                }
                return chances;
            }

            private double value(double reward, RewardFunction.Sampled answer) {
                return answer.finished() ? reward : reward - unfinishedPenalty;
            }
        };
    }
}
