package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Adafactor;
import dev.plumbline.engine.Adam;
import dev.plumbline.engine.AdamW;
import dev.plumbline.engine.Muon;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.RmsProp;
import dev.plumbline.engine.Schedule;
import dev.plumbline.engine.Sgd;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// How a trainer walks: the same for every method.
///
/// @param method which optimiser
/// @param steps updates, 1 or more
/// @param batch rows or pairs of one update, 1 or more
/// @param microBatch rows or pairs computed at once; divides the memory, never changes the result; 1 or more
/// @param rate peak learning rate, above 0
/// @param matrixRate peak learning rate of Muon's matrices, above 0; the others ignore it
/// @param beta1 Adam's decay of the mean
/// @param beta2 Adam's decay of the mean square
/// @param epsilon added to Adam's root mean square, above 0
/// @param weightDecay 0 or more; norms and biases are spared
/// @param clip largest joint norm of the gradients; 0 leaves them alone
/// @param curve course of the rate
/// @param saving what memory and time are saved by
public record Optimisation(
        Method method,
        int steps,
        int batch,
        int microBatch,
        double rate,
        double matrixRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double clip,
        RateCurve curve,
        Saving saving) {
    /// Which optimiser.
    public enum Method {
        ADAMW,
        /// Muon on hidden matrices, AdamW on the rest.
        MUON,
        /// Adam with weight decay in the gradient.
        ADAM,
        /// The same with epsilon where TensorFlow adds it, as the first published PPO runs on language had it.
        ADAM_TENSORFLOW,
        /// Plain gradient descent.
        SGD,
        RMSPROP,
        /// At a given rate, without a first moment.
        ADAFACTOR
    }

    private static final double EPSILON = 1e-8;
    private static final double MUON_MOMENTUM = .95;

    public Optimisation {
        if (steps < 1 || batch < 1 || microBatch < 1 || !(clip >= 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "steps, batch and micro-batch must be 1 or more and clip 0 or more; found " + steps + ", " + batch
                            + ", " + microBatch + ", " + clip);
        }
    }

    /// With nothing saved.
    public Optimisation(
            Method method,
            int steps,
            int batch,
            int microBatch,
            double rate,
            double matrixRate,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            double clip,
            RateCurve curve) {
        this(
                method,
                steps,
                batch,
                microBatch,
                rate,
                matrixRate,
                beta1,
                beta2,
                epsilon,
                weightDecay,
                clip,
                curve,
                Saving.NONE);
    }

    /// With the field's usual epsilon, 1e-8, and one of the engine's own courses of the rate.
    ///
    /// @param shape course of the rate after the warm-up
    /// @param warmup updates over which it rises from 0
    /// @param floor factor that it ends at, in [0, 1]
    public Optimisation(
            Method method,
            int steps,
            int batch,
            int microBatch,
            double rate,
            double matrixRate,
            double beta1,
            double beta2,
            double weightDecay,
            double clip,
            Schedule.Shape shape,
            int warmup,
            double floor) {
        this(
                method,
                steps,
                batch,
                microBatch,
                rate,
                matrixRate,
                beta1,
                beta2,
                EPSILON,
                weightDecay,
                clip,
                new RateCurve.Course(new Schedule(shape, warmup, Math.max(1, steps), floor)));
    }

    /// AdamW at a constant rate with clipping at 1, everything of a batch computed at once.
    public static Optimisation adamw(int steps, int batch, double rate) {
        return new Optimisation(
                Method.ADAMW, steps, batch, batch, rate, .02, .9, .999, 0, 1, Schedule.Shape.CONSTANT, 0, 1);
    }

    /// The same walk in micro-batches of another size.
    public Optimisation withMicroBatch(int size) {
        return new Optimisation(
                method, steps, batch, size, rate, matrixRate, beta1, beta2, epsilon, weightDecay, clip, curve, saving);
    }

    /// The same walk with these savings.
    public Optimisation withSaving(Saving other) {
        return new Optimisation(
                method,
                steps,
                batch,
                microBatch,
                rate,
                matrixRate,
                beta1,
                beta2,
                epsilon,
                weightDecay,
                clip,
                curve,
                other);
    }

    /// Refuses savings that compute head or layers twice where a method cannot.
    ///
    /// @param what the method in words
    void requireWhole(String what) {
        if (saving.twice()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "head-rows and recompute do not apply to " + what + "; leave them off, and take smaller"
                            + " micro-batches to save memory");
        }
    }

    /// The pieces that a batch is computed in.
    ///
    /// @param items of the batch
    /// @param tokens of an item
    /// @param size most items of a piece where no budget of tokens is set
    List<List<Integer>> pieces(int[] items, IntUnaryOperator tokens, int size) {
        return saving.tokens() > 0
                ? MicroBatches.budgeted(items, tokens, saving.tokens())
                : MicroBatches.of(items, size);
    }

    /// A fresh optimiser over these parameters, at its peak rate.
    public Optimizer optimizer(Parameters parameters) {
        AdamW.Options adamw = new AdamW.Options(rate, beta1, beta2, epsilon, weightDecay);
        return switch (method) {
            case ADAMW -> new AdamW(parameters, adamw);
            case MUON -> new Muon(parameters, new Muon.Options(matrixRate, MUON_MOMENTUM, adamw));
            case ADAM -> new Adam(parameters, adamw, Adam.Epsilon.PYTORCH);
            case ADAM_TENSORFLOW -> new Adam(parameters, adamw, Adam.Epsilon.TENSORFLOW);
            case SGD -> new Sgd(parameters, rate, 0, weightDecay);
            case RMSPROP -> new RmsProp(parameters, rate, weightDecay);
            case ADAFACTOR -> new Adafactor(parameters, new Adafactor.Options(rate, false, weightDecay));
        };
    }
}
