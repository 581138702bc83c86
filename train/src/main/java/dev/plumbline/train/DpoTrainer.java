package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.train.loss.PairLogProbabilities;
import dev.plumbline.train.loss.PreferenceLoss;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Direct preference optimisation (Rafailov et al. 2023) and its kin: a policy moves towards chosen answers and
/// away from rejected ones, as far as its log-probabilities lead over those of a frozen reference.
///
/// The reference is read once, before the first update; its log-probabilities are all that training needs of it.
/// Only a reference that follows the policy is read anew for every batch.
public final class DpoTrainer {
    /// How gradients are computed; both ways give the same ones.
    public enum Passes {
        /// Keeps every activation of a micro-batch of pairs until its backward pass.
        ONE,
        /// First reads all log-probabilities without recording and derives each answer's weight in the gradient;
        /// then backpropagates a weighted likelihood answer by answer. Half the memory for one more forward
        /// pass.
        TWO
    }

    private final Optimisation optimisation;
    private final PreferenceLoss loss;
    private final DpoOptions options;
    private final Passes passes;
    private final BatchPlan plan;

    /// @param shuffled whether epochs are shuffled; otherwise pairs come in their order
    public DpoTrainer(Optimisation optimisation, PreferenceLoss loss, Passes passes, boolean shuffled) {
        this(optimisation, loss, DpoOptions.PLAIN, passes, shuffled ? BatchPlan.SHUFFLED : BatchPlan.IN_ORDER);
    }

    /// @param passes a loss that couples the pairs of a batch takes two passes in any case
    /// @param plan which pairs make up each batch
    public DpoTrainer(
            Optimisation optimisation, PreferenceLoss loss, DpoOptions options, Passes passes, BatchPlan plan) {
        this.optimisation = optimisation;
        this.loss = loss;
        this.options = options;
        this.passes = loss.couplesPairs() ? Passes.TWO : passes;
        this.plan = plan;
    }

    /// Changes the policy's weights in place. Curves: `loss`, `accuracy` (share of pairs with C > R), `chosen` and
    /// `rejected` (mean log-ratios to the reference in nats; both falling is common and worth seeing),
    /// `grad-norm`, `rate`.
    ///
    /// @param reference the model that is not to be left too far behind; may be a copy of the policy. Its weights
    /// change only if the options let it follow
    /// @param pairs at least one; every answer with at least one token
    public TrainingCurves train(Decoder policy, Decoder reference, List<TokenPair> pairs, TrainingContext context) {
        requireAnswers(pairs, context);
        Reference held = new Reference(policy, reference, context.name());
        BatchOrder order = plan.order(pairs.size(), optimisation.batch(), context.seed());
        MovingReference moving = new MovingReference(policy, reference, options);
        TrainingLoop loop = new TrainingLoop(context, optimisation, Learned.of(policy), loss + ", " + options, moving);
        double[] once = options.follows()
                ? new double[0]
                : held.atStart(model -> referenceLogProbabilities(model, pairs, context.progress()));
        return Engine.call(() -> {
            try (Replicas policies = Replicas.training(policy);
                    Replicas references = Replicas.reading(reference)) {
                return loop.run(order, (step, items) -> {
                    moving.before(step);
                    // a loss that couples pairs needs all of them in each rank; others a share
                    boolean whole = loss.couplesPairs();
                    int[] own = whole ? items : context.ranks().share(items);
                    PairBatch batch = PairBatch.of(pairs, own, options.tailWeight());
                    if (own.length == 0) {
                        return Sums.result(List.of(), batch, items.length);
                    }
                    batch = batch.withMeanTokens(PairBatch.meanChosenTokens(pairs, items));
                    double[] frozen =
                            options.follows() ? batch.sums(references, optimisation.microBatch()) : batch.select(once);
                    return gradients(policies, batch, frozen, items.length, context.ranks());
                });
            }
        });
    }

    /// log p of each answer under the reference: the chosen answer of pair i at 2 i, the rejected one behind it.
    double[] referenceLogProbabilities(Decoder reference, List<TokenPair> pairs, Progress progress) {
        return Engine.call(() -> {
            int[] all = IntStream.range(0, pairs.size()).toArray();
            try (Progress.Meter meter = progress.start("reference", pairs.size(), "pairs");
                    Replicas references = Replicas.reading(reference)) {
                double[] sums = new double[2 * pairs.size()];
                int some = references.share(optimisation.microBatch()) * references.size();
                for (PairBatch part :
                        PairBatch.of(pairs, all, options.tailWeight()).parts(some)) {
                    double[] found = part.sums(references, optimisation.microBatch());
                    System.arraycopy(found, 0, sums, 2 * part.offset(), found.length);
                    meter.at(part.offset() + part.size(), Map.of());
                }
                return sums;
            }
        });
    }

    /// @param of how many pairs the batch of all ranks holds
    private TrainingLoop.BatchResult gradients(
            Replicas policies, PairBatch batch, double[] reference, int of, Ranks ranks) {
        double[] weights =
                options.weighted() ? batch.policyWeights(policies, optimisation.microBatch()) : new double[0];
        // a loss that couples pairs sees the whole batch at once; its memory is still that of a micro-batch
        int unit = loss.couplesPairs() ? batch.size() : policies.share(optimisation.microBatch());
        List<Sums> sums =
                policies.each(parts(batch, unit), (policy, part) -> piece(policy, part, of, reference, weights, ranks));
        return Sums.result(sums, batch, of);
    }

    private List<PairBatch> parts(PairBatch batch, int unit) {
        return loss.couplesPairs() || optimisation.saving().tokens() == 0
                ? batch.parts(unit)
                : batch.budgeted(optimisation.saving().tokens());
    }

    private Sums piece(Decoder policy, PairBatch part, int batch, double[] reference, double[] weights, Ranks ranks) {
        Sums sums = new Sums(batch);
        if (passes == Passes.ONE) {
            try (TokenPass pass = TokenPass.of(policy, part.rows(), 1, optimisation.saving())) {
                Tensor both = pass.logProbabilities().sums(part.tokenWeights()).view(-1, 2);
                pass.backward(share(both, part, reference, weights, sums));
            }
        } else {
            twoPasses(policy, part, reference, weights, sums, ranks);
        }
        return sums;
    }

    /// d loss / d log p of each answer is a number, so a second pass can backpropagate one answer at a time.
    private void twoPasses(
            Decoder policy, PairBatch part, double[] reference, double[] weights, Sums sums, Ranks ranks) {
        float[] values = PairBatch.floats(part.sums(policy, optimisation.microBatch()));
        Tensor leaf = Tensor.of(values, part.size(), 2).requireGradient();
        share(leaf, part, reference, weights, sums).backward();
        double[] pull = leaf.gradient().toDoubles();
        // every rank holds all pairs of a loss that couples them, and backpropagates its share of the answers
        boolean shared = loss.couplesPairs();
        if (shared && ranks.rank() > 0) {
            sums.forget();
        }
        for (int r = shared ? ranks.rank() : 0; r < pull.length; r += shared ? ranks.world() : 1) {
            try (TensorScope scope = TensorScope.open();
                    TokenPass pass = TokenPass.of(policy, part.rows().subList(r, r + 1), 1, optimisation.saving())) {
                pass.backward(
                        pass.logProbabilities().sums(part.tokenWeights(r)).sum().mul(pull[r]));
            }
        }
    }

    private Tensor share(Tensor policy, PairBatch part, double[] reference, double[] weights, Sums sums) {
        PairLogProbabilities pairs = part.logProbabilities(policy, reference);
        Tensor losses = loss.pairs(pairs);
        if (weights.length > 0) {
            losses = losses.mul(part.perPair(weights));
        }
        Tensor share = Aggregation.share(losses, sums.pairs);
        sums.loss += share.item();
        try (NoGradient off = NoGradient.open()) {
            sums.add(pairs.chosenRatio().toDoubles(), pairs.rejectedRatio().toDoubles());
        }
        return share;
    }

    private static void requireAnswers(List<TokenPair> pairs, TrainingContext context) {
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).chosen().targets() == 0 || pairs.get(i).rejected().targets() == 0) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        context.name() + ": pair " + (i + 1)
                                + " has an answer without tokens; its prompt fills the context, or the answer is"
                                + " empty");
            }
        }
    }

    /// What a piece of a batch adds to the batch's figures.
    private static final class Sums {
        private final int pairs;
        private double loss;
        private double right;
        private double chosen;
        private double rejected;

        /// @param pairs of the whole batch
        private Sums(int pairs) {
            this.pairs = pairs;
        }

        private void add(double[] chosenRatios, double[] rejectedRatios) {
            for (int i = 0; i < chosenRatios.length; i++) {
                chosen += chosenRatios[i];
                rejected += rejectedRatios[i];
                right += chosenRatios[i] > rejectedRatios[i] ? 1 : 0;
            }
        }

        /// Rank 0 alone states what all ranks found alike.
        private void forget() {
            loss = 0;
            right = 0;
            chosen = 0;
            rejected = 0;
        }

        /// @param of how many pairs the batch of all ranks holds
        private static TrainingLoop.BatchResult result(List<Sums> pieces, PairBatch batch, double of) {
            Sums all = new Sums((int) of);
            for (Sums piece : pieces) {
                all.loss += piece.loss;
                all.right += piece.right;
                all.chosen += piece.chosen;
                all.rejected += piece.rejected;
            }
            return new TrainingLoop.BatchResult(
                    all.loss,
                    batch.tokens(),
                    Map.of("accuracy", all.right / of, "chosen", all.chosen / of, "rejected", all.rejected / of));
        }
    }
}
