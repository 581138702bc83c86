package dev.plumbline.train.reference;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.train.Optimisation;

/// Walks a recorded run update by update where its samples, and not a data set, say what each one learns from.
final class Updates {
    private Updates() {}

    /// Adds the gradients of one update and gives its loss.
    @FunctionalInterface
    interface Work {
        double gradients(Decoder policy, Recording.Step step);
    }

    static void follow(Recording recording, Trajectory trajectory, Optimisation walk, Decoder policy, Work work) {
        policy.parameters().trainable();
        try (Optimizer optimizer = walk.optimizer(policy.parameters())) {
            for (int i = 0; i < recording.steps().size(); i++) {
                try (TensorScope scope = TensorScope.open()) {
                    policy.parameters().clearGradients();
                    double loss = work.gradients(policy, recording.steps().get(i));
                    double norm = Optimizer.clip(policy.parameters(), walk.clip());
                    double factor = walk.curve().factor(i);
                    optimizer.step(factor);
                    trajectory.step(i, loss, norm, walk.rate() * factor);
                }
            }
        }
    }
}
