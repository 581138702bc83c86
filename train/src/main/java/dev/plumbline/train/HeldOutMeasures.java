package dev.plumbline.train;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Tensor;
import dev.plumbline.train.loss.DistillationLoss;
import java.util.ArrayList;
import java.util.List;

/// What methods are measured by on items that they do not learn from; [HeldOutPairs] has those of comparisons. Nothing
/// is recorded for a backward pass, and no weight changes.
public final class HeldOutMeasures {
    private static final String LOSS = "loss";
    private static final String ACCURACY = "accuracy";

    private HeldOutMeasures() {}

    /// Of demonstrations: loss in nats per token, and how often the likeliest token is the one that stands there.
    public static List<HeldOutFigure> demonstrations(Decoder model, List<TokenRow> rows, int batch) {
        List<Double> losses = new ArrayList<>();
        List<Double> hits = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        HeldOutBatches.inBatches(rows, batch, (at, some) -> {
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
        int[] owner = HeldOutBatches.ints(owners);
        return List.of(
                new HeldOutFigure(
                        LOSS,
                        "Mean over held-out tokens of -log p, in nats.",
                        true,
                        false,
                        HeldOutBatches.doubles(losses),
                        owner,
                        0),
                new HeldOutFigure(
                        ACCURACY,
                        "Share of held-out tokens that are the model's likeliest.",
                        false,
                        true,
                        HeldOutBatches.doubles(hits),
                        owner,
                        0));
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
                        HeldOutBatches.doubles(kept)),
                HeldOutFigure.perItem(
                        "bad",
                        "Mean log-ratio of bad answers to the reference, in nats.",
                        true,
                        false,
                        HeldOutBatches.doubles(lost)));
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
        int[] owner = HeldOutBatches.ints(owners);
        return List.of(
                new HeldOutFigure(
                        LOSS,
                        "Mean over held-out steps of the cross-entropy, in nats.",
                        true,
                        false,
                        HeldOutBatches.doubles(losses),
                        owner,
                        0),
                new HeldOutFigure(
                        ACCURACY,
                        "Share of held-out steps that are judged as their label says.",
                        false,
                        true,
                        HeldOutBatches.doubles(right),
                        owner,
                        0));
    }

    /// Of answers under a teacher: the divergence of the student from it at each token.
    public static List<HeldOutFigure> distillation(
            Decoder student, Decoder teacher, List<TokenRow> rows, double beta, double temperature, int batch) {
        List<Double> values = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        HeldOutBatches.inBatches(rows, batch, (at, some) -> {
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
                HeldOutBatches.doubles(values),
                HeldOutBatches.ints(owners),
                0));
    }

    private static double[] sums(Decoder model, List<TokenRow> rows, int batch) {
        double[] sums = new double[rows.size()];
        HeldOutBatches.inBatches(rows, batch, (at, some) -> {
            double[] here = TargetLogProbabilities.of(model, some).sums().toDoubles();
            System.arraycopy(here, 0, sums, at, here.length);
        });
        return sums;
    }
}
