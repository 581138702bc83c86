package dev.plumbline.study.stages;

import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Generator;
import dev.plumbline.model.Sampling;
import dev.plumbline.train.HeldOutAnswers;
import dev.plumbline.train.RewardFunction;
import java.util.ArrayList;
import java.util.List;

/// Answers of a model as it starts, on which rewards are measured before anything is learned. They depend on weights,
/// prompts and seed alone, so a resumed run, which starts from the same weights, samples them again alike.
final class StartingAnswers {
    private StartingAnswers() {}

    /// @param group answers to each prompt, one prompt after the other
    static List<RewardFunction.Sampled> of(
            Tuning tuning, List<int[]> prompts, int group, HeldOutAnswers.Asking asking, Seed seed) {
        List<Generator.Prompt> asked = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            for (int g = 0; g < group; g++) {
                asked.add(new Generator.Prompt(
                        prompts.get(p),
                        Sampling.at(asking.temperature(), asking.maxTokens()),
                        seed.derive("answer", (long) p * group + g),
                        ids -> false));
            }
        }
        List<Generator.Continuation> written =
                Engine.call(() -> new Generator(tuning.policy(), asking.endTokens(), asking.batch())
                        .generate(asked, (done, figures) -> {}));
        List<RewardFunction.Sampled> answers = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            Generator.Continuation one = written.get(i);
            answers.add(new RewardFunction.Sampled(asked.get(i).ids(), one.ids(), one.finish() == FinishReason.STOP));
        }
        return answers;
    }
}
