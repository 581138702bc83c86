package dev.plumbline.train;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.loss.RewardLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A reward model from comparisons (Bradley-Terry), read at each row's last token.
///
/// A row is prompt and answer with its end-of-turn token, in training and in scoring alike. A pair counts once,
/// however long its answers are.
public final class RewardModelTrainer {
    private final Optimisation optimisation;
    private final double centring;
    private final double smoothing;
    private final BatchPlan plan;

    /// @param centring weight of (r_c + r_r)^2; 0 switches it off
    /// @param shuffled whether epochs are shuffled; otherwise pairs come in their order
    public RewardModelTrainer(Optimisation optimisation, double centring, boolean shuffled) {
        this(optimisation, centring, 0, shuffled ? BatchPlan.SHUFFLED : BatchPlan.IN_ORDER);
    }

    /// @param smoothing share of the labels taken to be wrong, in [0, .5]
    /// @param plan which pairs make up each batch
    public RewardModelTrainer(Optimisation optimisation, double centring, double smoothing, BatchPlan plan) {
        optimisation.requireWhole("reward models, whose head has one output");
        this.optimisation = optimisation;
        this.centring = centring;
        this.smoothing = smoothing;
        this.plan = plan;
    }

    /// Changes the reward model's weights in place: curves `loss`, `accuracy` (share of the batch's pairs in the
    /// right order), `margin` (mean r_c - r_r), `grad-norm`, `rate`.
    ///
    /// @param model a decoder with a reward head
    /// @param pairs at least one
    public TrainingCurves train(Decoder model, List<TokenPair> pairs, TrainingContext context) {
        BatchOrder order = plan.order(pairs.size(), optimisation.batch(), context.seed());
        String method = "centring " + centring + ", label smoothing " + smoothing;
        TrainingLoop loop = new TrainingLoop(context, optimisation, Learned.of(model), method, CarriedState.NONE);
        return Engine.call(() -> {
            try (Replicas replicas = Replicas.training(model)) {
                return loop.run(
                        order,
                        (step, items) ->
                                gradients(replicas, pairs, context.ranks().share(items), items.length));
            }
        });
    }

    /// The reward of each row.
    public static double[] rewards(Decoder model, List<int[]> rows, int batch) {
        return Engine.call(() -> Replicas.numbers(
                model,
                rows,
                batch,
                (reader, some) -> reader.rewards(TokenBatch.packed(some)).toDoubles()));
    }

    private TrainingLoop.BatchResult gradients(Replicas replicas, List<TokenPair> pairs, int[] items, int batch) {
        List<Piece> pieces = replicas.each(
                MicroBatches.of(items, replicas.share(optimisation.microBatch())),
                (model, micro) -> piece(model, micro.stream().map(pairs::get).toList(), batch));
        double loss = 0;
        double right = 0;
        double margin = 0;
        long tokens = 0;
        for (Piece piece : pieces) {
            loss += piece.loss();
            tokens += piece.tokens();
            for (double lead : piece.leads()) {
                margin += lead / batch;
                right += lead > 0 ? 1.0 / batch : 0;
            }
        }
        return new TrainingLoop.BatchResult(loss, tokens, Map.of("accuracy", right, "margin", margin));
    }

    /// A piece of a batch: its share of the loss, and by how much each chosen answer leads.
    private record Piece(double loss, long tokens, double[] leads) {}

    private Piece piece(Decoder model, List<TokenPair> chosen, int batch) {
        TokenBatch rows = TokenBatch.packed(rows(chosen));
        List<Tensor> rewards = model.rewards(rows).split(0, chosen.size(), chosen.size());
        Tensor good = rewards.getFirst();
        Tensor bad = rewards.getLast();
        Tensor share = Aggregation.share(RewardLoss.pairs(good, bad, margins(chosen), centring, smoothing), batch);
        share.backward();
        return new Piece(share.item(), rows.tokens(), good.sub(bad).toDoubles());
    }

    private static List<int[]> rows(List<TokenPair> pairs) {
        List<int[]> rows = new ArrayList<>();
        pairs.forEach(pair -> rows.add(pair.chosen().ids()));
        pairs.forEach(pair -> rows.add(pair.rejected().ids()));
        return rows;
    }

    private static Tensor margins(List<TokenPair> pairs) {
        float[] margins = new float[pairs.size()];
        for (int i = 0; i < margins.length; i++) {
            margins[i] = (float) pairs.get(i).margin();
        }
        return Tensor.of(margins, margins.length);
    }
}
