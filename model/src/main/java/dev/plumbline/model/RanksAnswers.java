package dev.plumbline.model;

import dev.plumbline.core.Conversation;
import java.util.List;

/// The capability of saying which of a few given answers is likeliest, without writing one.
public interface RanksAnswers {
    /// For each answer, its log-probability after the prompt, comparable among these answers alone.
    ///
    /// @param answers at least two, distinct, such as ` A` and ` B`
    /// @return one number per answer, at most 0; negative infinity for an answer that the model did not consider
    double[] rank(Conversation prompt, List<String> answers);

    /// Ranks by the whole answer's log-probability, end of turn included, under a model that scores text.
    static RanksAnswers by(ScoresText model) {
        return (prompt, answers) -> model
                .logProbabilities(answers.stream()
                        .map(answer -> new ScoresText.Candidate(prompt, answer))
                        .toList())
                .stream()
                .mapToDouble(tokens -> java.util.Arrays.stream(tokens).sum())
                .toArray();
    }
}
