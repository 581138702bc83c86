package dev.plumbline.engine;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// What a [Tensor] computes over its dimensions: sums, means, norms and softmax.
public sealed interface TensorReductions permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor sum() {
        Tensor x = self();
        return x.op("sum", () -> x.raw().sum());
    }

    default Tensor sum(int dim) {
        Tensor x = self();
        return x.op("sum", () -> x.raw().sum(dim));
    }

    default Tensor mean() {
        Tensor x = self();
        return x.op("mean", () -> x.raw().mean());
    }

    /// Mean over one dimension, which stays with size 1.
    default Tensor meanKeep(int dim) {
        Tensor x = self();
        return x.op("mean", () -> x.raw().mean(new long[] {dim}, true, new ScalarTypeOptional()));
    }

    default Tensor logSoftmax(int dim) {
        Tensor x = self();
        return x.op("log_softmax", () -> x.raw().log_softmax(dim)).as("torch.log_softmax", x, dim);
    }

    default Tensor softmax(int dim) {
        Tensor x = self();
        return x.op("softmax", () -> x.raw().softmax(dim)).as("torch.softmax", x, dim);
    }

    /// -log softmax(this)[target] of each row: logits [rows, classes], int-64 targets [rows] -> [rows].
    default Tensor crossEntropy(Tensor targets) {
        Tensor x = self();
        return x.op(
                "cross_entropy",
                targets,
                () -> torch.cross_entropy_loss(x.raw(), targets.raw(), new TensorOptional(), 0L, -100L, 0.0));
    }

    /// The Euclidean norm of all elements.
    default Tensor norm() {
        Tensor x = self();
        return x.op("norm", () -> x.raw().norm());
    }

    /// log of the sum of exponentials over one dimension, which goes.
    default Tensor logSumExp(int dim) {
        Tensor x = self();
        return x.op("logsumexp", () -> x.raw().logsumexp(dim)).as("torch.logsumexp", x, new long[] {dim});
    }

    default Tensor argmax(int dim) {
        Tensor x = self();
        return x.op("argmax", () -> x.raw().argmax(new LongOptional(dim), false));
    }
}
