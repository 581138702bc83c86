package dev.plumbline.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Figures of sampled answers.
final class Described {
    private Described() {}

    /// `length`, the mean number of tokens, `finished`, the share of answers that ended by themselves, and
    /// `repetition`,
    /// the mean share of an answer's three-token sequences that it had already written.
    static Map<String, Double> answers(List<RewardFunction.Sampled> answers) {
        Map<String, Double> described = new LinkedHashMap<>();
        described.put(
                "length",
                answers.stream().mapToInt(one -> one.answer().length).average().orElseThrow());
        described.put(
                "finished",
                answers.stream()
                        .mapToInt(one -> one.finished() ? 1 : 0)
                        .average()
                        .orElseThrow());
        described.put(
                "repetition",
                answers.stream()
                        .mapToDouble(RewardFunction.Sampled::repetition)
                        .average()
                        .orElseThrow());
        return described;
    }
}
