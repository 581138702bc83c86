package dev.plumbline.train.reward;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.train.RewardFunction;
import java.util.List;

/// A penalty that grows as an answer nears its limit, so that it does not fall all at once where an answer is
/// cut (DAPO's soft overlong punishment, Yu et al. 2025, arXiv 2503.14476, equation 13).
///
/// @param limit tokens from which on the penalty is 1, above `buffer`
/// @param buffer tokens before the limit over which it rises from 0, at least 1
public record OverlongPenalty(int limit, int buffer) {
    public OverlongPenalty {
        if (buffer < 1 || limit <= buffer) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the buffer must be at least 1 token and the limit longer than it; found " + buffer + " and "
                            + limit);
        }
    }

    /// What is added to the reward of an answer of this many tokens: 0 up to limit - buffer, then linearly down
    /// to -1 at the limit and beyond.
    public double of(int length) {
        int over = length - (limit - buffer);
        return over <= 0 ? 0 : -Math.min(1, (double) over / buffer);
    }

    /// This reward with the penalty.
    public RewardFunction on(RewardFunction reward) {
        return new RewardFunction() {
            @Override
            public double[] rewards(List<Sampled> answers) {
                return penalised(answers, reward.rewards(answers));
            }

            @Override
            public double[] checked(List<Sampled> answers, java.time.Duration time) {
                return penalised(answers, reward.checked(answers, time));
            }
        };
    }

    private double[] penalised(List<RewardFunction.Sampled> answers, double[] rewards) {
        double[] penalised = rewards.clone();
        for (int i = 0; i < Math.min(penalised.length, answers.size()); i++) {
            penalised[i] += of(answers.get(i).answer().length);
        }
        return penalised;
    }
}
