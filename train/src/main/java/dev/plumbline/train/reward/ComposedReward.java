package dev.plumbline.train.reward;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.train.RewardFunction;
import java.time.Duration;
import java.util.List;

/// A reward computed from other rewards. Each part is asked in its own way, on its own thread, within the limit; what
/// is made of them is computed where the reward was asked for.
///
/// An answer of which any part has nothing to say (NaN) has no reward.
public sealed interface ComposedReward extends RewardFunction
        permits RewardEnsemble, NormalisedReward, LengthControlledReward, StyleControlledReward {
    /// The rewards that it is made of, at least one.
    List<RewardFunction> parts();

    /// The rewards of the answers.
    ///
    /// @param given for each part the reward of each answer
    double[] composed(List<Sampled> answers, List<double[]> given);

    @Override
    default double[] rewards(List<Sampled> answers) {
        return composed(
                answers, parts().stream().map(part -> part.rewards(answers)).toList());
    }

    @Override
    default double[] checked(List<Sampled> answers, Duration limit) {
        double[] rewards = composed(
                answers,
                parts().stream().map(part -> part.checked(answers, limit)).toList());
        for (int i = 0; i < rewards.length; i++) {
            if (Double.isInfinite(rewards[i])) {
                throw new PlumblineException(
                        ErrorCode.NOT_FINITE, "the composed reward of answer " + (i + 1) + " is " + rewards[i]);
            }
        }
        return rewards;
    }
}
