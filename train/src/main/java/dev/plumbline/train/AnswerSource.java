package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import java.util.List;
import java.util.Set;

/// Samples one answer to each prompt, as rows to learn from.
///
/// @param temperature that answers are sampled at, above 0
/// @param maxTokens most tokens of an answer, at least 1
/// @param endTokens tokens that end one
/// @param batch answers computed at once, at least 1
public record AnswerSource(double temperature, int maxTokens, Set<Integer> endTokens, int batch) {
    public AnswerSource {
        endTokens = Set.copyOf(endTokens);
        if (!(temperature > 0) || maxTokens < 1 || batch < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "sampling needs a temperature above 0, max-tokens and batch of at least 1; found " + temperature
                            + ", " + maxTokens + ", " + batch);
        }
    }

    /// Rows of prompts and answers; they depend on weights, prompts and seed alone.
    public List<TokenRow> rows(Decoder writer, List<int[]> prompts, Seed seed) {
        Rollouts rollouts = new Rollouts(temperature, maxTokens, endTokens, batch);
        return Engine.call(() -> Rollouts.rows(rollouts.sample(writer, prompts, 1, seed)));
    }
}
