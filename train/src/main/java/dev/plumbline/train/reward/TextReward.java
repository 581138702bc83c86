package dev.plumbline.train.reward;

import dev.plumbline.train.RewardFunction;
import java.util.List;
import java.util.function.Function;

/// Says how good sampled answers are by their text.
@FunctionalInterface
public interface TextReward {
    /// A sampled answer as text.
    ///
    /// @param finished whether it ended by itself; false if it ran into the limit
    record Answer(String prompt, String text, boolean finished) {}

    /// One reward for each answer, in their order; NaN where there is nothing to say.
    double[] rewards(List<Answer> answers);

    /// As a reward of tokens.
    ///
    /// @param text what token ids say; special tokens are best left out of it
    default RewardFunction of(Function<int[], String> text) {
        return answers -> rewards(answers.stream()
                .map(one -> new Answer(text.apply(one.prompt()), text.apply(one.answer()), one.finished()))
                .toList());
    }
}
