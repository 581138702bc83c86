package dev.plumbline.train;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.loss.PreferenceLoss;
import dev.plumbline.train.loss.RewardLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What methods that learn from comparisons are measured by on comparisons that they do not learn from. Nothing is
/// recorded for a backward pass, and no weight changes.
public final class HeldOutPairs {
    private static final String LOSS = "loss";
    private static final String ACCURACY = "accuracy";

    private HeldOutPairs() {}

    /// log ref of both answers of each pair, as [#preferences] wants them.
    ///
    /// @param tailWeight weight of tokens beyond the shorter answer, as the training has it
    public static double[] reference(Decoder reference, List<TokenPair> pairs, double tailWeight, int batch) {
        return Engine.call(() -> all(pairs, tailWeight).sums(reference, batch));
    }

    /// Of comparisons: the method's loss, how often the policy moved towards the chosen answer more than
    /// towards the rejected one, and how far it moved towards each.
    ///
    /// @param reference what [#reference] gave
    public static List<HeldOutFigure> preferences(
            Decoder policy,
            double[] reference,
            List<TokenPair> pairs,
            PreferenceLoss loss,
            double tailWeight,
            int batch) {
        PairBatch whole = all(pairs, tailWeight);
        double[] sums = whole.sums(policy, batch);
        double[] losses = unrecorded(() -> loss.pairs(
                        whole.logProbabilities(Tensor.of(PairBatch.floats(sums), pairs.size(), 2), reference))
                .toDoubles());
        double[] chosen = new double[losses.length];
        double[] rejected = new double[losses.length];
        Arrays.setAll(chosen, i -> sums[2 * i] - reference[2 * i]);
        Arrays.setAll(rejected, i -> sums[2 * i + 1] - reference[2 * i + 1]);
        return List.of(
                HeldOutFigure.perItem(LOSS, "Mean over held-out pairs of what is minimised.", true, false, losses),
                HeldOutFigure.perItem(
                        ACCURACY,
                        "Share of held-out pairs whose chosen answer gained more on the reference than the rejected"
                                + " one.",
                        false,
                        true,
                        above(chosen, rejected)),
                HeldOutFigure.perItem(
                        "chosen", "Mean log-ratio of chosen answers to the reference, in nats.", false, false, chosen),
                HeldOutFigure.perItem(
                        "rejected",
                        "Mean log-ratio of rejected answers to the reference, in nats.",
                        true,
                        false,
                        rejected));
    }

    /// Of comparisons without a reference: the loss of the pairs, and how often the chosen answer is the
    /// likelier one per token.
    public static List<HeldOutFigure> likelihoods(
            Decoder policy, List<TokenPair> pairs, PreferenceLoss loss, int batch) {
        PairBatch whole = all(pairs, 1);
        double[] sums = whole.sums(policy, batch);
        double[] none = new double[sums.length];
        double[] losses = unrecorded(() -> loss.pairs(
                        whole.logProbabilities(Tensor.of(PairBatch.floats(sums), pairs.size(), 2), none))
                .toDoubles());
        double[] chosen = new double[losses.length];
        double[] rejected = new double[losses.length];
        Arrays.setAll(chosen, i -> sums[2 * i] / pairs.get(i).chosen().targets());
        Arrays.setAll(rejected, i -> sums[2 * i + 1] / pairs.get(i).rejected().targets());
        return List.of(
                HeldOutFigure.perItem(LOSS, "Mean over held-out pairs of the loss on pairs.", true, false, losses),
                HeldOutFigure.perItem(
                        ACCURACY,
                        "Share of held-out pairs whose chosen answer is the likelier one per token.",
                        false,
                        true,
                        above(chosen, rejected)));
    }

    /// Of comparisons under a reward model: its loss, and how often the chosen answer has the higher reward.
    public static List<HeldOutFigure> rewards(
            Decoder model, List<TokenPair> pairs, double centring, double smoothing, int batch) {
        double[] losses = new double[pairs.size()];
        double[] right = new double[pairs.size()];
        HeldOutBatches.inBatches(pairs, batch, (at, some) -> {
            List<int[]> rows = new ArrayList<>();
            some.forEach(pair -> rows.add(pair.chosen().ids()));
            some.forEach(pair -> rows.add(pair.rejected().ids()));
            List<Tensor> found = model.rewards(TokenBatch.packed(rows)).split(0, some.size(), some.size());
            double[] margins = some.stream().mapToDouble(TokenPair::margin).toArray();
            Tensor margin = Tensor.of(PairBatch.floats(margins), margins.length);
            double[] here = RewardLoss.pairs(found.getFirst(), found.getLast(), margin, centring, smoothing)
                    .toDoubles();
            double[] lead = found.getFirst().sub(found.getLast()).toDoubles();
            for (int i = 0; i < here.length; i++) {
                losses[at + i] = here[i];
                right[at + i] = lead[i] > 0 ? 1 : 0;
            }
        });
        return List.of(
                HeldOutFigure.perItem(LOSS, "Mean over held-out pairs of what is minimised.", true, false, losses),
                HeldOutFigure.perItem(
                        ACCURACY,
                        "Share of held-out pairs whose chosen answer has the higher reward.",
                        false,
                        true,
                        right));
    }

    private static PairBatch all(List<TokenPair> pairs, double tailWeight) {
        return PairBatch.of(pairs, IntStream.range(0, pairs.size()).toArray(), tailWeight);
    }

    private static double[] above(double[] left, double[] right) {
        return IntStream.range(0, left.length)
                .mapToDouble(i -> left[i] > right[i] ? 1 : 0)
                .toArray();
    }

    private static double[] unrecorded(java.util.function.Supplier<double[]> work) {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            return work.get();
        }
    }
}
