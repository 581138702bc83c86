package dev.plumbline.engine;

/// The arithmetic of matrix products. Parameters, optimiser state, norms, softmax and losses stay in float 32 in all of
/// them.
public enum Precision {
    /// Float 32 throughout: what reference values are compared in.
    FLOAT32,
    /// Weights and activations are rounded to bfloat16 for the layers' arithmetic; about twice as fast on
    /// processors with bfloat16 instructions, ten to a hundred times slower on those without.
    BFLOAT16
}
