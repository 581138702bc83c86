package dev.plumbline.engine;

/// How a checkpoint lays out a weight that the forward pass uses in another order.
sealed interface Storage {
    /// As the forward pass has it.
    record Plain() implements Storage {}

    /// A matrix as [in, out] instead of [out, in].
    record Transposed() implements Storage {}

    /// Joined queries, keys and values head by head instead of one above the other.
    record PerHead(int heads) implements Storage {}

    /// The sizes that a checkpoint gives a weight of these sizes.
    default long[] shape(long[] own) {
        return this instanceof Transposed ? new long[] {own[1], own[0]} : own.clone();
    }

    /// A tensor of a checkpoint, seen in the forward pass's order; for reading only.
    default Tensor inOwnOrder(Tensor stored) {
        return switch (this) {
            case Plain p -> stored;
            case Transposed t -> stored.transpose(0, 1);
            case PerHead p -> {
                long rows = stored.size(0) / (3L * p.heads());
                long[] shape = stored.shape();
                yield stored.view(p.heads(), 3, rows, -1).transpose(0, 1).reshape(shape);
            }
        };
    }

    /// A weight in the checkpoint's order; a dense tensor.
    default Tensor inStoredOrder(Tensor own) {
        return switch (this) {
            case Plain p -> own.contiguous();
            case Transposed t -> own.transpose(0, 1).contiguous();
            case PerHead p -> {
                long rows = own.size(0) / (3L * p.heads());
                long[] shape = own.shape();
                yield own.view(3, p.heads(), rows, -1).transpose(0, 1).reshape(shape);
            }
        };
    }
}
