package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.train.loss.DistillationLoss;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Generalised knowledge distillation (GKD, Agarwal et al. 2024, arXiv 2306.13649): at every learned token the
/// student's
/// distribution over the vocabulary is drawn to the teacher's, on given answers, or for a share of the batches on
/// answers
/// that the student writes itself at that moment.
///
/// loss = sum over targets of the generalised Jensen-Shannon divergence / number of targets in the batch.
public final class DistillationTrainer {
    private final Optimisation optimisation;
    private final double beta;
    private final double temperature;
    private final BatchPlan plan;
    private final OwnAnswers own;

    /// On given answers only.
    ///
    /// @param beta 0 for the forward KL divergence (cover the teacher), 1 for the reverse (seek its mode), .5
    /// between
    /// @param temperature divides both models' logits, above 0; usually 1
    /// @param plan which rows make up each batch
    public DistillationTrainer(Optimisation optimisation, double beta, double temperature, BatchPlan plan) {
        this(optimisation, beta, temperature, plan, OwnAnswers.NONE);
    }

    /// As above.
    ///
    /// @param own which batches the student answers itself
    public DistillationTrainer(
            Optimisation optimisation, double beta, double temperature, BatchPlan plan, OwnAnswers own) {
        if (!(beta >= 0 && beta <= 1) || !(temperature > 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "distillation: beta must be in [0, 1] and the temperature above 0; found " + beta + " and "
                            + temperature);
        }
        optimisation.requireWhole("distillation, which reads the whole vocabulary");
        this.optimisation = optimisation;
        this.beta = beta;
        this.temperature = temperature;
        this.plan = plan;
        this.own = own;
    }

    /// Changes the student's weights in place. Curves: `loss` in nats per token, `grad-norm`, `rate`; with own
    /// answers, `own`: 1 where the batch was the student's, else 0.
    ///
    /// @param teacher over the same vocabulary
    /// @param rows at least one; each with at least one target
    public TrainingCurves train(Decoder student, Decoder teacher, List<TokenRow> rows, TrainingContext context) {
        if (teacher.config().vocabulary() != student.config().vocabulary()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    context.name() + ": the teacher has " + teacher.config().vocabulary()
                            + " tokens and the student " + student.config().vocabulary()
                            + "; distributions compare only over one vocabulary");
        }
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).targets() == 0) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        context.name() + ": row " + (i + 1)
                                + " has no token to learn; its answer is empty or was cut off");
            }
        }
        BatchOrder order = plan.order(rows.size(), optimisation.batch(), context.seed());
        String method = "beta " + beta + ", temperature " + temperature
                + (own instanceof OwnAnswers.Share share ? ", lambda " + share.lambda() : "");
        TrainingLoop loop = new TrainingLoop(context, optimisation, Learned.of(student), method, CarriedState.NONE);
        return Engine.call(() -> {
            try (Replicas students = Replicas.training(student);
                    Replicas teachers = Replicas.reading(teacher)) {
                Pupils pupils = new Pupils(students, teachers, context.ranks());
                return loop.run(
                        order,
                        own instanceof OwnAnswers.Share share
                                ? sharing(share, student, pupils, rows, context)
                                : (step, items) -> gradients(pupils, chosen(rows, items), Map.of()));
            }
        });
    }

    /// Who learns, from whom, and in how many processes.
    private record Pupils(Replicas students, Replicas teachers, Ranks ranks) {}

    /// Given answers, and the student's own where they are drawn.
    private TrainingLoop.Work sharing(
            OwnAnswers.Share share, Decoder student, Pupils pupils, List<TokenRow> rows, TrainingContext context) {
        List<int[]> prompts = share.prompts(rows, student.config().context(), context.name());
        return (step, items) -> {
            boolean sampled = share.drawn(context.seed(), step);
            List<TokenRow> batch = sampled
                    ? share.rows(student, chosen(prompts, items), pupils.ranks(), context.seed(), step)
                    : chosen(rows, items);
            return gradients(pupils, batch, Map.of("own", sampled ? 1.0 : 0.0));
        };
    }

    private static <T> List<T> chosen(List<T> all, int[] items) {
        return Arrays.stream(items).mapToObj(all::get).toList();
    }

    private TrainingLoop.BatchResult gradients(Pupils pupils, List<TokenRow> batch, Map<String, Double> figures) {
        long targets = 0;
        long tokens = 0;
        for (TokenRow row : batch) {
            targets += row.targets();
            tokens += row.ids().length;
        }
        long all = targets;
        int[] mine = pupils.ranks().places(batch.size());
        double loss = pupils
                .students()
                .each(
                        pupils.teachers(),
                        MicroBatches.of(mine, pupils.students().share(optimisation.microBatch())),
                        (student, teacher, micro) -> share(
                                student, teacher, micro.stream().map(batch::get).toList(), all))
                .stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return new TrainingLoop.BatchResult(loss, tokens, Map.of(), figures, () -> {});
    }

    /// Leaves the gradients of some rows' share of the loss in the student.
    private double share(Decoder student, Decoder teacher, List<TokenRow> rows, long targets) {
        Tensor wanted;
        try (NoGradient off = NoGradient.open()) {
            wanted = TargetLogits.of(teacher, rows, 1).logits();
        }
        Tensor own = TargetLogits.of(student, rows, 1).logits();
        Tensor share = Aggregation.share(DistillationLoss.jensenShannon(own, wanted, beta, temperature), targets);
        share.backward();
        return share.item();
    }
}
