package dev.plumbline.train;

import dev.plumbline.engine.Tensor;
import java.util.Map;

/// What a trainer carries from update to update beside weights and optimiser, and what a checkpoint must therefore hold
/// for a resumed run to end with the same bits: a moving reference, a running mean, a second model.
interface CarriedState {
    /// Nothing is carried.
    CarriedState NONE = new CarriedState() {};

    /// Live tensors by name, written to a checkpoint and overwritten from it.
    default Map<String, Tensor> tensors() {
        return Map.of();
    }

    /// Numbers and words by name, written to a checkpoint.
    default Map<String, String> text() {
        return Map.of();
    }

    /// Takes back what [#text] gave.
    default void resume(Map<String, String> text) {}

    /// Updates that belong together: a checkpoint is written only after a whole number of them.
    default int indivisible() {
        return 1;
    }
}
