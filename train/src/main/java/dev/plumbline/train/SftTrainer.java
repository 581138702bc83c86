package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import java.util.List;
import java.util.Map;

/// Maximum likelihood on the target tokens of given rows: pretraining, and supervised fine-tuning on demonstrations.
///
/// loss = - sum over targets of log p(token | all before) / number of targets in the batch.
public final class SftTrainer {
    private final Optimisation optimisation;
    private final boolean shuffled;

    /// Shuffles the rows of every epoch.
    public SftTrainer(Optimisation optimisation) {
        this(optimisation, true);
    }

    /// @param shuffled whether epochs are shuffled; otherwise rows come in their order
    public SftTrainer(Optimisation optimisation, boolean shuffled) {
        this.optimisation = optimisation;
        this.shuffled = shuffled;
    }

    /// Changes the decoder's weights in place and tells how the loss moved: `loss`, `grad-norm`, `rate`.
    ///
    /// @param rows at least one; each with at least one target
    /// @throws PlumblineException BAD_DATA without rows or targets, NOT_FINITE if the loss or a gradient is not
    /// finite
    public TrainingCurves train(Decoder decoder, List<TokenRow> rows, TrainingContext context) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).targets() == 0) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        context.name() + ": row " + (i + 1)
                                + " has no token to learn; its answer is empty or was cut off");
            }
        }
        BatchOrder order = new BatchOrder(rows.size(), optimisation.batch(), context.seed(), shuffled);
        TrainingLoop loop = new TrainingLoop(context, optimisation, decoder.parameters());
        return Engine.call(() -> loop.run(order, (step, items) -> gradients(decoder, rows, items)));
    }

    private TrainingLoop.BatchResult gradients(Decoder decoder, List<TokenRow> rows, int[] items) {
        long targets = 0;
        long tokens = 0;
        for (int item : items) {
            targets += rows.get(item).targets();
            tokens += rows.get(item).ids().length;
        }
        double loss = 0;
        for (List<Integer> micro : MicroBatches.of(items, optimisation.microBatch())) {
            try (TensorScope scope = TensorScope.open()) {
                List<TokenRow> chosen = micro.stream().map(rows::get).toList();
                Tensor share = Aggregation.share(
                        TargetLogProbabilities.of(decoder, chosen).values().neg(), targets);
                share.backward();
                loss += share.item();
            }
        }
        return new TrainingLoop.BatchResult(loss, tokens, Map.of());
    }
}
