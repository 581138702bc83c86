package dev.plumbline.core;

/// Why a completion ended.
public enum FinishReason {
    /// The model ended its turn, or a stop text was reached.
    STOP,
    /// The limit of new tokens, or the model's context, was reached.
    LENGTH,
    /// The caller cancelled it.
    CANCELLED
}
