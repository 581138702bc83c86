package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.loss.WeakToStrongLosses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A two-class model from gold labels or from those of a weaker model (Burns et al. 2023, arXiv 2312.09390), read at
/// each row's last token.
///
/// A batch is computed at once, whatever the micro-batch: the confidence loss sets its threshold over all of it.
public final class WeakToStrongTrainer {
    private static final double LEAST = 1e-6;

    /// What is minimised.
    public sealed interface Objective {
        /// -w log p: gold labels, or naive learning from weak ones.
        record CrossEntropy() implements Objective {}

        /// Auxiliary confidence in the model's own hardened predictions; see [WeakToStrongLosses#confidence].
        ///
        /// @param weight of the own predictions once warmed up, in [0, 1]; .5 in the paper
        /// @param warmup share of the training until then, in [0, 1]; .1 in the released code
        record Confidence(double weight, double warmup) implements Objective {
            public Confidence {
                within("weight", weight, 0, 1);
                within("warmup", warmup, 0, 1);
            }
        }

        /// The target is proportional to p^beta w^alpha; see [WeakToStrongLosses#product].
        record Product(double alpha, double beta) implements Objective {
            public Product {
                within("alpha", alpha, 0, 100);
                within("beta", beta, 0, 100);
            }
        }

        /// (1 - c) times the cross-entropy plus c times the entropy of the model's own prediction, which draws it to
        /// be sure (entropy minimisation, Grandvalet and Bengio 2004). c rises in a line over the warm-up.
        ///
        /// @param weight c once warmed up, in [0, 1]
        /// @param warmup share of the training until then, in [0, 1]
        record Entropy(double weight, double warmup) implements Objective {
            public Entropy {
                within("weight", weight, 0, 1);
                within("warmup", warmup, 0, 1);
            }
        }
    }

    /// A text and how probably it belongs to class 1.
    ///
    /// @param ids token ids, at least one
    /// @param positive 0 or 1 for a gold label, between for a soft one
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Labelled(int[] ids, double positive) {
        public Labelled {
            ids = ids.clone();
            if (ids.length == 0 || !(positive >= 0 && positive <= 1)) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "a labelled text needs a token and a label in [0, 1]; found " + ids.length + " tokens and "
                                + positive);
            }
        }
    }

    private final Optimisation optimisation;
    private final Objective objective;
    private final BatchPlan plan;

    /// @param plan which texts make up each batch
    public WeakToStrongTrainer(Optimisation optimisation, Objective objective, BatchPlan plan) {
        this.optimisation = optimisation;
        this.objective = objective;
        this.plan = plan;
    }

    /// Changes the model's weights in place. Curves: `loss`, `accuracy` (share of the batch on the side of .5 that
    /// its label is on), `grad-norm`, `rate`.
    ///
    /// @param model a decoder with a step head, whose two numbers are the classes' logits
    /// @param texts at least one
    public TrainingCurves train(Decoder model, List<Labelled> texts, TrainingContext context) {
        requireTwoClasses(model);
        if (context.ranks().world() > 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    context.name() + ": weak-to-strong losses set thresholds over the whole batch, which "
                            + context.ranks().world() + " processes cannot share; train it in one process");
        }
        BatchOrder order = plan.order(texts.size(), optimisation.batch(), context.seed());
        TrainingLoop loop =
                new TrainingLoop(context, optimisation, model.parameters(), objective.toString(), CarriedState.NONE);
        return Engine.call(() -> loop.run(order, (step, items) -> {
            List<Labelled> batch = Arrays.stream(items).mapToObj(texts::get).toList();
            return gradients(model, batch, (double) step / optimisation.steps());
        }));
    }

    /// The probability of class 1 of each text.
    ///
    /// @param batch texts computed at once
    public static double[] probabilities(Decoder model, List<int[]> texts, int batch) {
        requireTwoClasses(model);
        return Engine.call(() -> {
            double[] all = new double[texts.size()];
            for (int at = 0; at < texts.size(); at += batch) {
                try (TensorScope scope = TensorScope.open();
                        NoGradient off = NoGradient.open()) {
                    List<int[]> some = texts.subList(at, Math.min(texts.size(), at + batch));
                    double[] positive = model.scores(TokenBatch.packed(some))
                            .logSoftmax(1)
                            .exp()
                            .select(1, 1)
                            .toDoubles();
                    System.arraycopy(positive, 0, all, at, positive.length);
                }
            }
            return all;
        });
    }

    private TrainingLoop.BatchResult gradients(Decoder model, List<Labelled> batch, double fraction) {
        List<int[]> ids = new ArrayList<>();
        float[] weak = new float[2 * batch.size()];
        for (int i = 0; i < batch.size(); i++) {
            ids.add(batch.get(i).ids());
            double positive = batch.get(i).positive();
            weak[2 * i] = (float) (1 - positive);
            weak[2 * i + 1] = (float) positive;
        }
        TokenBatch rows = TokenBatch.packed(ids);
        Tensor logits = model.scores(rows); // [texts, 2]
        Tensor loss = loss(logits, Tensor.of(weak, batch.size(), 2), fraction);
        loss.backward();
        double[] values = logits.detach().toDoubles();
        double agreed = 0;
        for (int i = 0; i < batch.size(); i++) {
            agreed += values[2 * i + 1] > values[2 * i] == batch.get(i).positive() > .5 ? 1.0 / batch.size() : 0;
        }
        return new TrainingLoop.BatchResult(loss.item(), rows.tokens(), Map.of("accuracy", agreed));
    }

    private Tensor loss(Tensor logits, Tensor weak, double fraction) {
        return switch (objective) {
            case Objective.CrossEntropy plain -> WeakToStrongLosses.crossEntropy(logits, weak);
            case Objective.Confidence own ->
                WeakToStrongLosses.confidence(logits, weak, own.weight(), fraction, own.warmup());
            case Objective.Product product ->
                WeakToStrongLosses.product(logits, weak.clamp(LEAST, 1 - LEAST), product.alpha(), product.beta());
            case Objective.Entropy entropy -> {
                double c = entropy.weight() * (entropy.warmup() == 0 ? 1 : Math.min(1, fraction / entropy.warmup()));
                Tensor logs = logits.logSoftmax(1);
                Tensor own = logs.exp().mul(logs).sum(1).neg().mean();
                yield WeakToStrongLosses.crossEntropy(logits, weak).mul(1 - c).add(own.mul(c));
            }
        };
    }

    private static void requireTwoClasses(Decoder model) {
        if (model.config().head() != DecoderConfig.Head.STEP) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a two-class model needs a step head, and this decoder has "
                            + model.config().head() + "; give it one with Decoder.withHead");
        }
    }

    private static void within(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "weak-to-strong: " + name + " must be in [" + low + ", " + high + "], not " + value);
        }
    }
}
