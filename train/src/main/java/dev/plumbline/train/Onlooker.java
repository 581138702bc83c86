package dev.plumbline.train;

/// Looks on while a model learns.
@FunctionalInterface
public interface Onlooker {
    /// Nobody looks on.
    Onlooker NONE = (step, curves) -> {};

    /// Told after every update, on the engine's thread.
    ///
    /// @param step updates made so far, those before a resumption included
    /// @param curves what was measured up to now
    void after(long step, TrainingCurves curves);
}
