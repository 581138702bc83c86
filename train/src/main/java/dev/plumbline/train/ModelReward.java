package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// A reward model as a reward function: what its head says at the last token of prompt and answer. It computes on the
/// engine's thread, so no limit of time applies to it.
///
/// @param model a decoder with a reward head over the policy's vocabulary
/// @param batch rows computed at once
public record ModelReward(Decoder model, int batch) implements RewardFunction {
    public ModelReward {
        if (model.config().head() != DecoderConfig.Head.REWARD || batch < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a reward model needs a reward head and a batch of at least 1; found "
                            + model.config().head() + " and " + batch);
        }
    }

    @Override
    public double[] rewards(List<Sampled> answers) {
        List<int[]> rows = answers.stream().map(one -> one.row().ids()).toList();
        double[] rewards = RewardModelTrainer.rewards(model, rows, batch);
        for (double reward : rewards) {
            if (!Double.isFinite(reward)) {
                throw new PlumblineException(
                        ErrorCode.NOT_FINITE,
                        "the reward model gave " + Arrays.toString(rewards) + "; its weights are damaged");
            }
        }
        return rewards;
    }

    @Override
    public double[] checked(List<Sampled> answers, Duration limit) {
        return rewards(answers);
    }
}
