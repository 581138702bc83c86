package dev.plumbline.train.reward;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.train.RewardFunction;
import java.util.List;

/// A reward without the part that length alone explains: reward - slope (length - usual length), in tokens.
///
/// @param inner the raw reward
/// @param slope what a reward model pays for one more token, all else alike
/// @param usual mean length of the reference policy's answers, in tokens
public record LengthControlledReward(RewardFunction inner, double slope, double usual) implements ComposedReward {
    public LengthControlledReward {
        if (!Double.isFinite(slope) || !Double.isFinite(usual)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "slope and usual length must be finite; found " + slope + ", " + usual);
        }
    }

    /// Measures the slope on groups of answers, *within* prompts: least squares after each prompt's means are taken
    /// off, so that prompts which call for long and good answers do not count as a liking for length.
    ///
    /// @param answers of the reference policy; those to one prompt stand together
    /// @param group answers to each prompt, at least 2
    /// @throws PlumblineException UNDEFINED if no two answers to a prompt differ in length
    public static LengthControlledReward on(List<Sampled> answers, int group, RewardFunction inner) {
        double[] rewards = inner.rewards(answers);
        double products = 0;
        double squares = 0;
        double total = 0;
        for (int from = 0; from + group <= answers.size(); from += group) {
            double length = 0;
            double reward = 0;
            for (int i = from; i < from + group; i++) {
                length += answers.get(i).answer().length / (double) group;
                reward += rewards[i] / group;
            }
            for (int i = from; i < from + group; i++) {
                double d = answers.get(i).answer().length - length;
                products += d * (rewards[i] - reward);
                squares += d * d;
            }
            total += length * group;
        }
        if (group < 2 || squares == 0 || Double.isNaN(products)) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    "no two answers to one prompt differ in length and have a reward, so what length earns cannot be"
                            + " told; sample more answers to each");
        }
        return new LengthControlledReward(inner, products / squares, total / (answers.size() / group * group));
    }

    @Override
    public List<RewardFunction> parts() {
        return List.of(inner);
    }

    @Override
    public double[] composed(List<Sampled> answers, List<double[]> given) {
        double[] rewards = given.getFirst().clone();
        for (int i = 0; i < rewards.length; i++) {
            rewards[i] -= slope * (answers.get(i).answer().length - usual);
        }
        return rewards;
    }
}
