package dev.plumbline.study.stages;

import dev.plumbline.core.Seed;
import dev.plumbline.train.HeldOutAnswers;
import dev.plumbline.train.RewardFunction;
import java.util.List;

/// Answers of a model as it starts, on which rewards are measured before anything is learned. They depend on weights,
/// prompts and seed alone, so a resumed run, which starts from the same weights, samples them again alike.
final class StartingAnswers {
    private StartingAnswers() {}

    /// @param group answers to each prompt, one prompt after the other
    static List<RewardFunction.Sampled> of(
            Tuning tuning, List<int[]> prompts, int group, HeldOutAnswers.Asking asking, Seed seed) {
        return HeldOutAnswers.sampled(tuning.policy(), prompts, group, asking, seed);
    }
}
