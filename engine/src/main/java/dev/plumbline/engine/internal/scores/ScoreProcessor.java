package dev.plumbline.engine.internal.scores;

/// One rule of generation: changes the scores of what may come next, given what came before.
///
/// Scores are unnormalised log-probabilities; minus infinity makes a token impossible. The definitions are those of the
/// classes of the same purpose in `transformers`, which the golden files record.
@FunctionalInterface
public interface ScoreProcessor {
    /// Changes `scores` [vocabulary] in place.
    void apply(float[] scores, History history);

    /// What came before: the prompt, then what was written.
    interface History {
        /// Tokens of prompt and answer.
        int length();

        /// Tokens of the prompt.
        int promptLength();

        /// A token, counted from the prompt's first.
        int token(int index);
    }
}
