package dev.plumbline.train.reference;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.train.Learned;
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
        Learned.of(policy).trainable();
        try (Optimizer optimizer = walk.optimizer(Learned.of(policy))) {
            for (int i = 0; i < recording.steps().size(); i++) {
                try (TensorScope scope = TensorScope.open()) {
                    Learned.of(policy).clearGradients();
                    double loss = work.gradients(policy, recording.steps().get(i));
                    double norm = Optimizer.clip(Learned.of(policy), walk.clip());
                    double factor = walk.curve().factor(i);
                    optimizer.step(factor);
                    trajectory.step(i, loss, norm, walk.rate() * factor);
                }
            }
        }
    }
}
