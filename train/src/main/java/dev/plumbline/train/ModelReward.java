package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The reward that a reward model gives, read at the last token of prompt and answer: with its end token if the answer
/// wrote one, as in the reward model's training.
///
/// It is computed on the engine thread, where the trainer waits for it anyway, and needs no limit of time.
public final class ModelReward implements RewardFunction {
    private final Decoder model;
    private final int batch;

    /// @param model a decoder with a reward head over the policy's vocabulary
    /// @param batch answers computed at once
    public ModelReward(Decoder model, int batch) {
        if (model.config().head() != DecoderConfig.Head.REWARD) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a reward comes from a model with a reward head, and this one has "
                            + model.config().head() + "; name one that was trained as a reward model");
        }
        this.model = model;
        this.batch = batch;
    }

    @Override
    public double[] rewards(List<Sampled> answers) {
        List<int[]> rows = new ArrayList<>();
        for (Sampled answer : answers) {
            int[] row = new int[answer.prompt().length + answer.answer().length];
            System.arraycopy(answer.prompt(), 0, row, 0, answer.prompt().length);
            System.arraycopy(answer.answer(), 0, row, answer.prompt().length, answer.answer().length);
            rows.add(row);
        }
        return RewardModelTrainer.rewards(model, rows, batch);
    }

    @Override
    public double[] checked(List<Sampled> answers, Duration limit) {
        double[] rewards = rewards(answers);
        for (int i = 0; i < rewards.length; i++) {
            if (!Double.isFinite(rewards[i])) {
                throw new PlumblineException(
                        ErrorCode.NOT_FINITE, "the reward model gave answer " + (i + 1) + " the reward " + rewards[i]);
            }
        }
        return rewards;
    }
}
