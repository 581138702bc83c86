package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.loss.StepLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A process reward model (Lightman et al. 2023, arXiv 2305.20050): it says of each step of a solution whether it
/// is right, read at the token that ends the step.
///
/// loss = mean over the judged steps of the *whole batch* of their cross-entropy, with hard or soft labels.
public final class ProcessRewardTrainer {
    private final Optimisation optimisation;
    private final BatchPlan plan;

    /// @param plan which solutions make up each batch
    public ProcessRewardTrainer(Optimisation optimisation, BatchPlan plan) {
        optimisation.requireWhole("process reward models, whose head has two outputs");
        this.optimisation = optimisation;
        this.plan = plan;
    }

    /// Changes the model's weights in place. Curves: `loss`, `accuracy` (share of steps judged as their label
    /// says), `grad-norm`, `rate`.
    ///
    /// @param model a decoder with a step head
    /// @param rows at least one; each with at least one judged step
    public TrainingCurves train(Decoder model, List<StepRow> rows, TrainingContext context) {
        requireStepHead(model);
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).ends().length == 0) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        context.name() + ": solution " + (i + 1) + " has no judged step; leave it out, or label it");
            }
        }
        BatchOrder order = plan.order(rows.size(), optimisation.batch(), context.seed());
        TrainingLoop loop = new TrainingLoop(context, optimisation, Learned.of(model));
        return Engine.call(() -> {
            try (Replicas replicas = Replicas.training(model)) {
                return loop.run(
                        order,
                        (step, items) ->
                                gradients(replicas, rows, items, context.ranks().share(items)));
            }
        });
    }

    /// The probability of each judged step of each row to be right. A solution's score is usually their product.
    ///
    /// @param rows solutions; labels are ignored
    /// @param batch rows computed at once
    public static List<double[]> judge(Decoder model, List<StepRow> rows, int batch) {
        requireStepHead(model);
        return Engine.call(() -> Replicas.read(model, rows, batch, ProcessRewardTrainer::judged));
    }

    private static List<double[]> judged(Decoder model, List<StepRow> rows) {
        double[] right = logits(model, rows).logSoftmax(1).exp().select(1, 1).toDoubles();
        List<double[]> judged = new ArrayList<>();
        int next = 0;
        for (StepRow row : rows) {
            judged.add(Arrays.copyOfRange(right, next, next + row.ends().length));
            next += row.ends().length;
        }
        return judged;
    }

    /// Over a part of a batch: its share of the loss, and of its judged steps those that it gets right.
    private record Found(double loss, long right) {}

    private TrainingLoop.BatchResult gradients(Replicas replicas, List<StepRow> rows, int[] items, int[] mine) {
        long steps = 0;
        long tokens = 0;
        for (int item : items) {
            steps += rows.get(item).ends().length;
            tokens += rows.get(item).ids().length;
        }
        long all = steps;
        double loss = 0;
        double agreed = 0;
        for (Found found : replicas.each(
                MicroBatches.of(mine, replicas.share(optimisation.microBatch())),
                (model, micro) -> found(model, micro.stream().map(rows::get).toList(), all))) {
            loss += found.loss();
            agreed += (double) found.right() / all;
        }
        return new TrainingLoop.BatchResult(loss, tokens, Map.of("accuracy", agreed));
    }

    /// Leaves the gradients of some rows' share of the loss.
    private static Found found(Decoder model, List<StepRow> rows, long steps) {
        double[] labels =
                rows.stream().flatMapToDouble(row -> Arrays.stream(row.right())).toArray();
        Tensor logits = logits(model, rows);
        Tensor share =
                Aggregation.share(StepLoss.steps(logits, Tensor.of(PairBatch.floats(labels), labels.length)), steps);
        share.backward();
        double[] values = logits.detach().toDoubles();
        long right = IntStream.range(0, labels.length)
                .filter(i -> (values[2 * i + 1] > values[2 * i]) == (labels[i] > .5))
                .count();
        return new Found(share.item(), right);
    }

    /// The head's two logits at the end of each judged step: `[steps, 2]`.
    private static Tensor logits(Decoder model, List<StepRow> rows) {
        TokenBatch layout = TokenBatch.packed(rows.stream().map(StepRow::ids).toList());
        List<Long> positions = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            for (int end : rows.get(r).ends()) {
                positions.add((long) layout.flat(r, end));
            }
        }
        long[] flat = positions.stream().mapToLong(Long::longValue).toArray();
        Tensor hidden = model.hidden(layout).view(-1, model.config().width());
        return model.scores(hidden.indexSelect(0, Tensor.of(flat, flat.length)));
    }

    private static void requireStepHead(Decoder model) {
        if (model.config().head() != DecoderConfig.Head.STEP) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a process reward model needs a step head, and this decoder has "
                            + model.config().head() + "; give it one with Decoder.withHead");
        }
    }
}
