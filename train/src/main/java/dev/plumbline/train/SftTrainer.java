package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Tensor;
import dev.plumbline.train.loss.TokenLosses;
import java.util.List;
import java.util.Map;

/// Maximum likelihood on the target tokens of given rows: pretraining, and supervised fine-tuning on
/// demonstrations.
///
/// loss = - sum over targets of log p(token | all before) / number of targets in the batch.
public final class SftTrainer {
    /// What is learned of a target token.
    ///
    /// @param dynamic whether tokens weigh as much as they are likely (DFT, [TokenLosses#dynamic])
    /// @param smoothing share of the target that goes to the whole vocabulary, in [0, 1); 0 for none
    public record Objective(boolean dynamic, double smoothing) {
        /// Plain likelihood.
        public static final Objective LIKELIHOOD = new Objective(false, 0);

        public Objective {
            if (!(smoothing >= 0 && smoothing < 1) || (dynamic && smoothing > 0)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "label smoothing must be in [0, 1), and 0 for dynamic fine-tuning; found " + smoothing);
            }
        }

        /// Adds the gradients of these rows' share of the batch's mean, and gives the share.
        private double accumulate(Decoder decoder, List<TokenRow> rows, long all, Saving saving) {
            if (smoothing > 0) {
                TargetLogits at = TargetLogits.of(decoder, rows, 1);
                Tensor share = Aggregation.share(TokenLosses.smoothed(at.logits(), at.targets(), smoothing), all);
                share.backward();
                return share.item();
            }
            try (TokenPass pass = TokenPass.of(decoder, rows, 1, saving)) {
                Tensor values = pass.logProbabilities().values();
                Tensor share = Aggregation.share(dynamic ? TokenLosses.dynamic(values) : values.neg(), all);
                pass.backward(share);
                return share.item();
            }
        }
    }

    private final Optimisation optimisation;
    private final Objective objective;
    private final BatchPlan plan;

    /// Plain likelihood; shuffles the rows of every epoch.
    public SftTrainer(Optimisation optimisation) {
        this(optimisation, true);
    }

    /// @param shuffled whether epochs are shuffled; otherwise rows come in their order
    public SftTrainer(Optimisation optimisation, boolean shuffled) {
        this(optimisation, Objective.LIKELIHOOD, shuffled ? BatchPlan.SHUFFLED : BatchPlan.IN_ORDER);
    }

    /// @param plan which rows make up each batch
    public SftTrainer(Optimisation optimisation, Objective objective, BatchPlan plan) {
        if (objective.smoothing() > 0) {
            optimisation.requireWhole("label smoothing, which reads the whole vocabulary");
        }
        this.optimisation = optimisation;
        this.objective = objective;
        this.plan = plan;
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
        BatchOrder order = plan.order(rows.size(), optimisation.batch(), context.seed());
        String method = objective.equals(Objective.LIKELIHOOD) ? "" : objective.toString();
        TrainingLoop loop = new TrainingLoop(context, optimisation, Learned.of(decoder), method, CarriedState.NONE);
        return Engine.call(() -> {
            try (Replicas replicas = Replicas.training(decoder)) {
                return loop.run(
                        order,
                        (step, items) ->
                                gradients(replicas, rows, items, context.ranks().share(items)));
            }
        });
    }

    private List<List<Integer>> pieces(Replicas replicas, List<TokenRow> rows, int[] mine) {
        return optimisation.pieces(
                mine, item -> rows.get(item).ids().length, replicas.share(optimisation.microBatch()));
    }

    private TrainingLoop.BatchResult gradients(Replicas replicas, List<TokenRow> rows, int[] items, int[] mine) {
        long targets = 0;
        long tokens = 0;
        for (int item : items) {
            targets += rows.get(item).targets();
            tokens += rows.get(item).ids().length;
        }
        long all = targets;
        List<Double> shares = replicas.each(pieces(replicas, rows, mine), (decoder, micro) -> {
            List<TokenRow> chosen = micro.stream().map(rows::get).toList();
            return objective.accumulate(decoder, chosen, all, optimisation.saving());
        });
        double loss = shares.stream().mapToDouble(Double::doubleValue).sum();
        return new TrainingLoop.BatchResult(loss, tokens, Map.of());
    }
}
