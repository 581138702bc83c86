package dev.plumbline.train.watch;

import dev.plumbline.train.RewardFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What sampled answers show of themselves, as the alarms know it.
public final class AnswerFigures {
    private AnswerFigures() {}

    /// `length` (mean tokens), `repetition` (mean share of an answer's three-token sequences that it has already
    /// written), `finished` (share that ended by themselves), `reward` (mean, NaN left out) and `flat-groups`.
    ///
    /// @param answers at least one; those of a group stand together
    /// @param group answers to each prompt, at least 1; 1 leaves `flat-groups` out
    public static Map<String, Double> of(List<RewardFunction.Sampled> answers, double[] rewards, int group) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("length", mean(answers, answer -> answer.answer().length));
        figures.put("repetition", mean(answers, RewardFunction.Sampled::repetition));
        figures.put("finished", mean(answers, answer -> answer.finished() ? 1 : 0));
        double sum = 0;
        int known = 0;
        for (double reward : rewards) {
            sum += Double.isNaN(reward) ? 0 : reward;
            known += Double.isNaN(reward) ? 0 : 1;
        }
        if (known > 0) {
            figures.put("reward", sum / known);
        }
        if (group > 1) {
            figures.put("flat-groups", flat(rewards, group));
        }
        return figures;
    }

    private static double flat(double[] rewards, int group) {
        int flat = 0;
        int groups = rewards.length / group;
        for (int g = 0; g < groups; g++) {
            boolean equal = true;
            for (int i = 1; i < group; i++) {
                equal &= rewards[g * group + i] == rewards[g * group];
            }
            flat += equal ? 1 : 0;
        }
        return (double) flat / Math.max(1, groups);
    }

    private static double mean(
            List<RewardFunction.Sampled> answers, java.util.function.ToDoubleFunction<RewardFunction.Sampled> value) {
        return answers.stream().mapToDouble(value).average().orElse(0);
    }
}
