package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.Objects;

/// A sequence to be written.
///
/// @param prompt its tokens; the array must not be changed. At least one, fewer than the model's context
/// @param options how it is written
/// @param seed of its draws: the same seed gives the same tokens, whatever else is written at the time
/// @param listener follows it
public record GenerationRequest(int[] prompt, GenerationOptions options, Seed seed, GenerationListener listener) {
    public GenerationRequest {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(seed, "seed");
        Objects.requireNonNull(listener, "listener");
    }

    /// Refuses what a model of this shape cannot write. May be called on any thread.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the prompt is empty, fills the context or names a token that the
    ///     model lacks, or the options do
    public void requireFits(DecoderConfig config) {
        if (prompt.length == 0 || prompt.length >= config.reach()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a prompt of " + prompt.length + " tokens; this model takes 1 to " + (config.reach() - 1)
                            + ". Shorten the conversation");
        }
        for (int id : prompt) {
            if (id < 0 || id >= config.vocabulary()) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "token " + id + " of the prompt is outside the model's vocabulary; ids are in [0, "
                                + config.vocabulary() + ")");
            }
        }
        ScorePipeline.of(options, config.vocabulary());
    }
}
