package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.model.Sampling;
import java.util.Objects;
import java.util.Set;

/// How one sequence is written.
///
/// @param draw how each token is drawn
/// @param constraints what the answer may contain
/// @param maxTokens limit of new tokens, the end token included; at least 1; the model's context may end it sooner
/// @param endTokens tokens that end it; may be empty
/// @param alternatives how many of the likeliest tokens are reported beside each one written; 0 to 100
public record GenerationOptions(
        Draw draw, Constraints constraints, int maxTokens, Set<Integer> endTokens, int alternatives) {
    private static final int MOST_ALTERNATIVES = 100;

    public GenerationOptions {
        Objects.requireNonNull(draw, "draw");
        Objects.requireNonNull(constraints, "constraints");
        endTokens = Set.copyOf(endTokens);
        if (maxTokens < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "max-tokens must be 1 or more, not " + maxTokens);
        }
        if (alternatives < 0 || alternatives > MOST_ALTERNATIVES) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the number of alternatives must lie in [0, " + MOST_ALTERNATIVES + "], not " + alternatives);
        }
    }

    /// The part of a model's sampling options that concerns tokens; its stop texts are a matter of text, see
    /// [StopTexts].
    public static GenerationOptions of(Sampling sampling, Set<Integer> endTokens) {
        Draw draw = new Draw(sampling.temperature(), sampling.topK(), sampling.topP(), 0, 1, 0, 0);
        return new GenerationOptions(draw, Constraints.NONE, sampling.maxTokens(), endTokens, 0);
    }

    public GenerationOptions withDraw(Draw other) {
        return new GenerationOptions(other, constraints, maxTokens, endTokens, alternatives);
    }

    public GenerationOptions withConstraints(Constraints other) {
        return new GenerationOptions(draw, other, maxTokens, endTokens, alternatives);
    }

    public GenerationOptions withAlternatives(int other) {
        return new GenerationOptions(draw, constraints, maxTokens, endTokens, other);
    }
}
