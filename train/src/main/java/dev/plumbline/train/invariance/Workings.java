package dev.plumbline.train.invariance;

import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.TokenRow;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/// The computations that checks compare. The shipped ones are the trainers themselves; a test puts a broken one in
/// their place, to see that the checks find it. All run on the engine thread.
public interface Workings {
    /// The trainers themselves.
    Workings SHIPPED = new ShippedWorkings();

    /// The gradient of one batch of all items, computed some at a time: `[elements]`, on the caller's scope.
    ///
    /// @param order which item comes when
    /// @param microBatch how many are computed at once
    Tensor gradient(Method method, Subject subject, int[] order, int microBatch);

    /// The same gradient by several ranks, each of which computes its share of the batch: `[elements]`, in float 64.
    ///
    /// @param world how many ranks, at least 1; the engine must have one thread, for each rank takes one
    Tensor sharedGradient(Method method, Subject subject, int[] order, int world);

    /// DPO's gradient as above, with the reference read once before the training, or in every step.
    Tensor preferenceGradient(Subject subject, boolean readBeforehand);

    /// log p of every target of some rows in a layout: `[targets]`.
    Tensor logProbabilities(Subject subject, List<TokenRow> rows, Function<List<int[]>, TokenBatch> layout);

    /// The reward of each row in a layout: `[rows]`.
    Tensor rewards(Subject subject, List<int[]> rows, Function<List<int[]>, TokenBatch> layout);

    /// Trains some updates from the model as it is, and gives the weights that come out: `[elements]`. The
    /// model has its old weights again afterwards.
    ///
    /// @param folder for checkpoints
    /// @param stopAfter updates after which the training is stopped and gone on with; 0 never
    Tensor trained(Method method, Subject subject, Path folder, int stopAfter);
}
