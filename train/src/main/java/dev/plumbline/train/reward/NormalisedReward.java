package dev.plumbline.train.reward;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.train.RewardFunction;
import java.util.Arrays;
import java.util.List;

/// (reward - bias) / gain, so that the reference policy's answers have mean 0 and deviation 1 (Ziegler et al. 2019,
/// arXiv 1909.08593), optionally held within limits.
///
/// @param inner the raw reward
/// @param bias what is taken off
/// @param gain what it is divided by, above 0
/// @param limit normalised rewards are held within +-limit; infinite for no limit
public record NormalisedReward(RewardFunction inner, double bias, double gain, double limit) implements ComposedReward {
    public NormalisedReward {
        if (!Double.isFinite(bias) || !(gain > 0 && Double.isFinite(gain)) || !(limit > 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a normalised reward needs a finite bias, a gain and a limit above 0; found " + bias + ", " + gain
                            + ", " + limit);
        }
    }

    /// Measures bias and gain on answers of the reference policy.
    ///
    /// @param answers of the reference, at least two with rewards that differ
    /// @throws PlumblineException UNDEFINED if their rewards do not differ
    public static NormalisedReward on(List<Sampled> answers, RewardFunction inner, double limit) {
        double[] rewards = Arrays.stream(inner.rewards(answers))
                .filter(reward -> !Double.isNaN(reward))
                .toArray();
        double mean = Arrays.stream(rewards).average().orElse(0);
        double squares =
                Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
        if (rewards.length < 2 || squares == 0) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    "the rewards of the reference's " + rewards.length
                            + " answers do not differ, so there is no scale to bring them to; sample more answers");
        }
        return new NormalisedReward(inner, mean, Math.sqrt(squares / (rewards.length - 1)), limit);
    }

    @Override
    public List<RewardFunction> parts() {
        return List.of(inner);
    }

    @Override
    public double[] composed(List<Sampled> answers, List<double[]> given) {
        return Arrays.stream(given.getFirst())
                .map(reward -> Double.isNaN(reward) ? reward : Math.clamp((reward - bias) / gain, -limit, limit))
                .toArray();
    }
}
