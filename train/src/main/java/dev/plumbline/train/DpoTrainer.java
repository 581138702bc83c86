package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.train.loss.PreferenceLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Direct preference optimisation (Rafailov et al. 2023) and its kin: a policy moves towards chosen answers and away
/// from
/// rejected ones, as far as its log-probabilities lead over those of a frozen reference.
///
/// The reference is read once, before the first update; its log-probabilities are all that training needs of it.
public final class DpoTrainer {
    /// How gradients are computed; both ways give the same ones.
    public enum Passes {
        /// Keeps every activation of a micro-batch of pairs until its backward pass.
        ONE,
        /// First reads all log-probabilities without recording and derives each answer's weight in the gradient; then
        /// backpropagates a weighted likelihood answer by answer. Half the memory for one more forward pass.
        TWO
    }

    private final Optimisation optimisation;
    private final PreferenceLoss loss;
    private final Passes passes;
    private final boolean shuffled;

    /// @param shuffled whether epochs are shuffled; otherwise pairs come in their order
    public DpoTrainer(Optimisation optimisation, PreferenceLoss loss, Passes passes, boolean shuffled) {
        this.optimisation = optimisation;
        this.loss = loss;
        this.passes = passes;
        this.shuffled = shuffled;
    }

    /// Changes the policy's weights in place. Curves: `loss`, `accuracy` (share of pairs with C > R), `chosen` and
    /// `rejected`
    /// (mean log-ratios to the reference in nats; both falling is common and worth seeing), `grad-norm`, `rate`.
    ///
    /// @param reference the model that is not to be left too far behind; may be a copy of the policy
    /// @param pairs at least one; every answer with at least one token
    public TrainingCurves train(Decoder policy, Decoder reference, List<TokenPair> pairs, TrainingContext context) {
        requireAnswers(pairs, context);
        double[] ratios = referenceLogProbabilities(reference, pairs, context.progress());
        BatchOrder order = new BatchOrder(pairs.size(), optimisation.batch(), context.seed(), shuffled);
        TrainingLoop loop = new TrainingLoop(context, optimisation, policy.parameters());
        return Engine.call(() -> loop.run(order, (step, items) -> gradients(policy, pairs, ratios, items)));
    }

    /// log p of each answer under the reference: the chosen answer of pair i at 2 i, the rejected one behind it.
    double[] referenceLogProbabilities(Decoder reference, List<TokenPair> pairs, Progress progress) {
        return Engine.call(() -> {
            double[] sums = new double[2 * pairs.size()];
            try (Progress.Meter meter = progress.start("reference", pairs.size(), "pairs")) {
                for (int at = 0; at < pairs.size(); at += optimisation.microBatch()) {
                    int end = Math.min(pairs.size(), at + optimisation.microBatch());
                    try (TensorScope scope = TensorScope.open();
                            NoGradient off = NoGradient.open()) {
                        double[] some = TargetLogProbabilities.of(reference, interleaved(pairs.subList(at, end)))
                                .sums()
                                .toDoubles();
                        System.arraycopy(some, 0, sums, 2 * at, some.length);
                    }
                    meter.at(end, Map.of());
                }
            }
            return sums;
        });
    }

    private TrainingLoop.BatchResult gradients(Decoder policy, List<TokenPair> pairs, double[] reference, int[] items) {
        Sums sums = new Sums(items.length);
        for (List<Integer> micro : MicroBatches.of(items, optimisation.microBatch())) {
            try (TensorScope scope = TensorScope.open()) {
                List<TokenRow> rows = interleaved(micro.stream().map(pairs::get).toList());
                Tensor frozen = reference(reference, micro); // [pairs, 2]
                if (passes == Passes.ONE) {
                    Tensor ratios = TargetLogProbabilities.of(policy, rows)
                            .sums()
                            .view(-1, 2)
                            .sub(frozen);
                    share(ratios, items.length, sums).backward();
                } else {
                    twoPasses(policy, rows, frozen, items.length, sums);
                }
                rows.forEach(row -> sums.tokens += row.ids().length);
            }
        }
        return sums.result();
    }

    /// d loss / d log p of each answer is a number, so a second pass can backpropagate one answer at a time.
    private void twoPasses(Decoder policy, List<TokenRow> rows, Tensor frozen, int batch, Sums sums) {
        Tensor logProbabilities;
        try (NoGradient off = NoGradient.open()) {
            logProbabilities = TargetLogProbabilities.of(policy, rows).sums();
        }
        Tensor leaf = logProbabilities.detach().requireGradient();
        share(leaf.view(-1, 2).sub(frozen), batch, sums).backward();
        double[] weights = leaf.gradient().toDoubles();
        for (int r = 0; r < weights.length; r++) {
            try (TensorScope scope = TensorScope.open()) {
                TargetLogProbabilities.of(policy, rows.subList(r, r + 1))
                        .values()
                        .sum()
                        .mul(weights[r])
                        .backward();
            }
        }
    }

    private Tensor share(Tensor ratios, int batch, Sums sums) {
        Tensor share = Aggregation.share(loss.pairs(ratios.select(1, 0), ratios.select(1, 1)), batch);
        sums.loss += share.item();
        double[] values = ratios.toDoubles();
        for (int i = 0; i < values.length; i += 2) {
            sums.chosen += values[i];
            sums.rejected += values[i + 1];
            sums.right += values[i] > values[i + 1] ? 1 : 0;
        }
        return share;
    }

    private static Tensor reference(double[] reference, List<Integer> items) {
        float[] values = new float[2 * items.size()];
        for (int i = 0; i < items.size(); i++) {
            values[2 * i] = (float) reference[2 * items.get(i)];
            values[2 * i + 1] = (float) reference[2 * items.get(i) + 1];
        }
        return Tensor.of(values, items.size(), 2);
    }

    private static List<TokenRow> interleaved(List<TokenPair> pairs) {
        List<TokenRow> rows = new ArrayList<>(2 * pairs.size());
        for (TokenPair pair : pairs) {
            rows.add(pair.chosen());
            rows.add(pair.rejected());
        }
        return rows;
    }

    private static void requireAnswers(List<TokenPair> pairs, TrainingContext context) {
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).chosen().targets() == 0 || pairs.get(i).rejected().targets() == 0) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        context.name() + ": pair " + (i + 1)
                                + " has an answer without tokens; its prompt fills the context, or the answer is empty");
            }
        }
    }

    /// What a batch adds up to.
    private static final class Sums {
        private final int pairs;
        private double loss;
        private double right;
        private double chosen;
        private double rejected;
        private long tokens;

        private Sums(int pairs) {
            this.pairs = pairs;
        }

        private TrainingLoop.BatchResult result() {
            return new TrainingLoop.BatchResult(
                    loss,
                    tokens,
                    Map.of("accuracy", right / pairs, "chosen", chosen / pairs, "rejected", rejected / pairs));
        }
    }
}
