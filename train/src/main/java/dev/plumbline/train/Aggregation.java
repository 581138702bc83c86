package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Tensor;

/// The one way in which the losses of tokens or pairs become the loss of a batch: sum over what counts, divided by
/// how much counts in the *whole* batch.
///
/// The count spans all micro-batches (and, later, all processes), so that gradient accumulation, padding, packing
/// and the composition of micro-batches cannot change a result.
public final class Aggregation {
    private Aggregation() {}

    /// sum(losses) / globalCount: this micro-batch's share of the batch's mean.
    ///
    /// @param losses one value per counted token or pair; nothing that does not count
    /// @param globalCount how many count in the whole batch, at least 1
    public static Tensor share(Tensor losses, long globalCount) {
        if (globalCount < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "a batch holds no token to learn from; every answer in it is empty or was cut off");
        }
        return losses.sum().mul(1.0 / globalCount);
    }
}
