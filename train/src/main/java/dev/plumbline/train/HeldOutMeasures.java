package dev.plumbline.train;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.loss.DistillationLoss;
import dev.plumbline.train.loss.PreferenceLoss;
import dev.plumbline.train.loss.RewardLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What each method is measured by on items that it does not learn from. Nothing is recorded for a backward pass,
/// and no weight changes.
public final class HeldOutMeasures {
    private static final String LOSS = "loss";
    private static final String ACCURACY = "accuracy";

    private HeldOutMeasures() {}

    /// Of demonstrations: loss in nats per token, and how often the likeliest token is the one that stands there.
    public static List<HeldOutFigure> demonstrations(Decoder model, List<TokenRow> rows, int batch) {
        List<Double> losses = new ArrayList<>();
        List<Double> hits = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        inBatches(rows, batch, (at, some) -> {
            TargetLogits read = TargetLogits.of(model, some, 1);
            double[] logs = read.logProbabilities().toDoubles();
            long[] likeliest = read.logits().argmax(1).toLongs();
            long[] targets = read.targets().toLongs();
            for (int t = 0; t < logs.length; t++) {
                losses.add(-logs[t]);
                hits.add(likeliest[t] == targets[t] ? 1.0 : 0.0);
                owners.add(at + read.row()[t]);
            }
        });
        int[] owner = ints(owners);
        return List.of(
                new HeldOutFigure(
                        LOSS, "Mean over held-out tokens of -log p, in nats.", true, false, doubles(losses), owner, 0),
                new HeldOutFigure(
                        ACCURACY,
                        "Share of held-out tokens that are the model's likeliest.",
                        false,
                        true,
                        doubles(hits),
                        owner,
                        0));
    }

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
        inBatches(pairs, batch, (at, some) -> {
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

    /// log ref of each answer, as [#judgements] wants them.
    public static double[] reference(Decoder reference, List<TokenFeedback> feedback, int batch) {
        return Engine.call(() ->
                sums(reference, feedback.stream().map(TokenFeedback::answer).toList(), batch));
    }

    /// Of single answers: how much further the policy moved towards good ones than it did towards bad ones, and how
    /// far towards each.
    ///
    /// @param reference what [#reference] gave
    /// @param feedback answers of both kinds
    public static List<HeldOutFigure> judgements(
            Decoder policy, double[] reference, List<TokenFeedback> feedback, int batch) {
        double[] own = sums(policy, feedback.stream().map(TokenFeedback::answer).toList(), batch);
        int all = feedback.size();
        long good = feedback.stream().filter(TokenFeedback::good).count();
        double[] separation = new double[all];
        List<Double> kept = new ArrayList<>();
        List<Double> lost = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            double moved = own[i] - reference[i];
            boolean right = feedback.get(i).good();
            // weighted so that the mean over all is the good ones' mean less the bad ones'
            separation[i] = right ? moved * all / good : -moved * all / (all - good);
            (right ? kept : lost).add(moved);
        }
        return List.of(
                HeldOutFigure.perItem(
                        "separation",
                        "Mean log-ratio to the reference of good held-out answers less that of bad ones, in nats.",
                        false,
                        false,
                        separation),
                HeldOutFigure.perItem(
                        "good",
                        "Mean log-ratio of good answers to the reference, in nats.",
                        false,
                        false,
                        doubles(kept)),
                HeldOutFigure.perItem(
                        "bad", "Mean log-ratio of bad answers to the reference, in nats.", true, false, doubles(lost)));
    }

    /// Of solutions in steps: the cross-entropy of a step's label, and how often a step is judged as labelled.
    public static List<HeldOutFigure> steps(Decoder model, List<StepRow> rows, int batch) {
        List<double[]> judged = ProcessRewardTrainer.judge(model, rows, batch);
        List<Double> losses = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            double[] labels = rows.get(r).right();
            for (int s = 0; s < labels.length; s++) {
                double p = Math.clamp(judged.get(r)[s], 1e-12, 1 - 1e-12);
                losses.add(-labels[s] * Math.log(p) - (1 - labels[s]) * Math.log1p(-p));
                right.add((p > .5) == (labels[s] > .5) ? 1.0 : 0.0);
                owners.add(r);
            }
        }
        int[] owner = ints(owners);
        return List.of(
                new HeldOutFigure(
                        LOSS,
                        "Mean over held-out steps of the cross-entropy, in nats.",
                        true,
                        false,
                        doubles(losses),
                        owner,
                        0),
                new HeldOutFigure(
                        ACCURACY,
                        "Share of held-out steps that are judged as their label says.",
                        false,
                        true,
                        doubles(right),
                        owner,
                        0));
    }

    /// Of answers under a teacher: the divergence of the student from it at each token.
    public static List<HeldOutFigure> distillation(
            Decoder student, Decoder teacher, List<TokenRow> rows, double beta, double temperature, int batch) {
        List<Double> values = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        inBatches(rows, batch, (at, some) -> {
            TargetLogits own = TargetLogits.of(student, some, 1);
            Tensor wanted = TargetLogits.of(teacher, some, 1).logits();
            double[] here = DistillationLoss.jensenShannon(own.logits(), wanted, beta, temperature)
                    .toDoubles();
            for (int t = 0; t < here.length; t++) {
                values.add(here[t]);
                owners.add(at + own.row()[t]);
            }
        });
        return List.of(new HeldOutFigure(
                "divergence",
                "Mean over held-out tokens of the generalised Jensen-Shannon divergence to the teacher, in nats.",
                true,
                false,
                doubles(values),
                ints(owners),
                0));
    }

    private static PairBatch all(List<TokenPair> pairs, double tailWeight) {
        return PairBatch.of(pairs, IntStream.range(0, pairs.size()).toArray(), tailWeight);
    }

    private static double[] sums(Decoder model, List<TokenRow> rows, int batch) {
        double[] sums = new double[rows.size()];
        inBatches(rows, batch, (at, some) -> {
            double[] here = TargetLogProbabilities.of(model, some).sums().toDoubles();
            System.arraycopy(here, 0, sums, at, here.length);
        });
        return sums;
    }

    private static double[] above(double[] left, double[] right) {
        return IntStream.range(0, left.length)
                .mapToDouble(i -> left[i] > right[i] ? 1 : 0)
                .toArray();
    }

    /// Work on some of the items, of which the first is item `at`.
    private interface Piece<T> {
        void work(int at, List<T> some);
    }

    private static <T> void inBatches(List<T> items, int batch, Piece<T> piece) {
        for (int at = 0; at < items.size(); at += batch) {
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                piece.work(at, items.subList(at, Math.min(items.size(), at + batch)));
            }
        }
    }

    private static double[] unrecorded(java.util.function.Supplier<double[]> work) {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            return work.get();
        }
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
