package dev.plumbline.engine;

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
}
