package dev.plumbline.engine;

import dev.plumbline.core.FinishReason;

/// Follows one sequence as it is written. Called on one of the engine's threads, one call after the other:
/// whatever takes time belongs elsewhere.
public interface GenerationListener {
    /// Told each token, the end token included; false ends the sequence here, as if the model had ended it.
    boolean wrote(WrittenToken token);

    /// Asked before each step; true drops the sequence, whether it is being written or still waiting.
    default boolean cancelled() {
        return false;
    }

    /// Told once that the sequence is over.
    default void ended(FinishReason reason) {}

    /// Told once, instead of [#ended], that it cannot go on: the engine failed.
    default void failed(RuntimeException failure) {}
}
