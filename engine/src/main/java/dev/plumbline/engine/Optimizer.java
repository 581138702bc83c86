package dev.plumbline.engine;

import java.util.Map;

/// Turns the gradients of [Parameters] into new values.
public interface Optimizer extends AutoCloseable {
    /// One update from the gradients as they are; `factor` scales every learning rate, as a [Schedule] gives it.
    void step(double factor);

    /// What must be saved to go on later exactly as now, by name; live tensors, not copies.
    Map<String, Tensor> state();

    /// Updates so far. Bias corrections depend on it, so it is part of what is saved.
    long steps();

    /// Goes on from a saved state: `steps` updates so far, and [#state] already overwritten.
    void resumeAt(long steps);

    @Override
    void close();

    /// Scales all gradients so that their joint norm is at most `maximum` (0 leaves them alone), and gives the
    /// norm from before. The factor is maximum / (norm + 1e-6), as PyTorch has it.
    static double clip(Parameters parameters, double maximum) {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            double norm = parameters.gradients().norm().item();
            if (maximum > 0 && Double.isFinite(norm)) {
                double factor = maximum / (norm + 1e-6);
                if (factor < 1) {
                    parameters.gradients().mulInPlace(factor);
                }
            }
            return norm;
        }
    }
}
