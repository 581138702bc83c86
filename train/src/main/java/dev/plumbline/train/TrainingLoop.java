package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.RankLostException;
import dev.plumbline.engine.TensorScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The loop that all trainers share: gradients of a batch, clipping, an update, figures, checkpoints.
///
/// It stops at the first loss or gradient that is not finite, before the update, and says where the last good
/// checkpoint is.
final class TrainingLoop {
    /// One batch's gradients, left in [Parameters#gradients], and what was measured on the way.
    ///
    /// @param loss this rank's share of the batch's loss
    /// @param tokens how many tokens the batch holds, for the rate that progress shows
    /// @param shares further values to record, by name: this rank's share of each, which all ranks' add up
    /// @param known further values that every rank knows in full
    /// @param also what is to be done once the gradients of all ranks are in, before the weights move
    record BatchResult(double loss, long tokens, Map<String, Double> shares, Map<String, Double> known, Runnable also) {
        BatchResult(double loss, long tokens, Map<String, Double> shares) {
            this(loss, tokens, shares, Map.of(), () -> {});
        }
    }

    /// Computes a batch's gradients.
    interface Work {
        BatchResult gradients(long step, int[] items);
    }

    /// Curves whose last value a person sees while a model learns, and all held-out ones.
    private static final Set<String> LIVE = Set.of("loss", "accuracy", "reward", "score", "kl", "chosen", "rejected");

    private final TrainingContext context;
    private final Optimisation optimisation;
    private final Parameters parameters;
    private final String method;
    private final CarriedState carried;

    TrainingLoop(TrainingContext context, Optimisation optimisation, Parameters parameters) {
        this(context, optimisation, parameters, "", CarriedState.NONE);
    }

    /// @param method the trainer's own options in words, which a checkpoint must share to be gone on from
    TrainingLoop(
            TrainingContext context,
            Optimisation optimisation,
            Parameters parameters,
            String method,
            CarriedState carried) {
        this.context = context;
        this.optimisation = optimisation;
        this.parameters = context.trained().parameters(parameters);
        this.method = method;
        this.carried = carried;
    }

    /// Runs all updates, or those that a checkpoint has left, on the engine thread.
    TrainingCurves run(BatchOrder order, Work work) {
        parameters.trainable();
        try (Optimizer optimizer = optimisation.optimizer(parameters);
                Progress.Meter meter = context.progress().start(context.name(), optimisation.steps(), "steps")) {
            HeldOutWatch watch = new HeldOutWatch(context, parameters);
            TrainingCheckpoint checkpoint =
                    new TrainingCheckpoint(context, parameters, optimizer, List.of(carried, watch), identity(order));
            TrainingCurves curves = checkpoint.restore();
            Speed speed = new Speed();
            try {
                requireSameStart(optimizer.steps());
                if (optimizer.steps() == 0) {
                    watch.after(0, optimisation.steps(), curves);
                }
                for (long step = optimizer.steps(); step < optimisation.steps(); step++) {
                    int[] items = order.of(step);
                    try {
                        update(step, items, work, optimizer, curves, speed);
                    } catch (PlumblineException e) {
                        throw placed(e, step, items, checkpoint);
                    }
                    watch.after(step + 1, optimisation.steps(), curves);
                    meter.at(step + 1, live(curves, speed));
                    context.onlooker().after(step + 1, curves);
                    if (endsEarly(watch)) {
                        break;
                    }
                    checkpoint.after(step + 1, curves);
                }
            } catch (RankLostException e) {
                throw checkpoint.afterLoss(optimizer.steps(), curves, e);
            }
            checkpoint.requireFiniteWeights(optimizer.steps());
            return curves;
        }
    }

    /// Whether the held-out figures say so, which rank 0 decides for all: a reward that is asked twice may differ.
    private boolean endsEarly(HeldOutWatch watch) {
        if (context.heldOut().patience() == 0) {
            return false;
        }
        double vote = watch.stopped() && context.ranks().rank() == 0 ? 1 : 0;
        return context.ranks().sum(new double[] {vote})[0] > 0;
    }

    private void update(long step, int[] items, Work work, Optimizer optimizer, TrainingCurves curves, Speed speed) {
        try (TensorScope scope = TensorScope.open()) {
            parameters.clearGradients();
            BatchResult result = work.gradients(step, items);
            Summed summed = summed(result);
            double loss = summed.loss();
            context.ranks().sum(parameters.gradients());
            double norm = Optimizer.clip(parameters, optimisation.clip());
            requireFinite(loss, norm);
            result.also().run();
            double factor = optimisation.curve().factor(step);
            optimizer.step(factor);
            speed.add(result.tokens());
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("loss", loss);
            figures.put("grad-norm", norm);
            figures.put("rate", optimisation.rate() * factor);
            // in the order of their names: a Map.of has another order in each process, and a run must be the same bytes
            Map<String, Double> rest = new TreeMap<>(result.known());
            rest.putAll(summed.shares());
            figures.putAll(rest);
            curves.add(step + 1, figures);
        }
    }

    /// Loss and shares of a batch, added up over all ranks.
    private record Summed(double loss, Map<String, Double> shares) {}

    private Summed summed(BatchResult result) {
        Map<String, Double> shares = new TreeMap<>(result.shares());
        double[] own = new double[shares.size() + 1];
        own[0] = result.loss();
        int next = 1;
        for (double share : shares.values()) {
            own[next++] = share;
        }
        double[] all = context.ranks().sum(own);
        next = 1;
        for (Map.Entry<String, Double> share : shares.entrySet()) {
            share.setValue(all[next++]);
        }
        return new Summed(all[0], shares);
    }

    /// Ranks that start from different weights or steps would drift apart unseen.
    private void requireSameStart(long step) {
        Ranks ranks = context.ranks();
        if (ranks.world() == 1) {
            return;
        }
        double norm;
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            norm = parameters.values().norm().item();
        }
        List<double[]> own = List.of(new double[] {step, norm});
        List<double[]> all = ranks.gathered(ranks.world(), own);
        for (int r = 0; r < all.size(); r++) {
            if (!java.util.Arrays.equals(all.get(r), all.getFirst())) {
                throw new PlumblineException(
                        ErrorCode.MISMATCH,
                        context.name() + ": rank 0 starts after step " + (long) all.getFirst()[0] + " and rank " + r
                                + " after step " + (long) all.get(r)[0] + ", with weights of norm "
                                + all.getFirst()[1] + " and " + all.get(r)[1]
                                + "; give all ranks the same model and one checkpoint folder that all of them reach");
            }
        }
    }

    private static void requireFinite(double loss, double norm) {
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new PlumblineException(ErrorCode.NOT_FINITE, "loss " + loss + ", gradient norm " + norm);
        }
    }

    /// A number that is not finite, or that no tensor can hold, with where it was met and how to go on.
    private PlumblineException placed(PlumblineException e, long step, int[] items, TrainingCheckpoint checkpoint) {
        if (e.code() != ErrorCode.NOT_FINITE) {
            return e;
        }
        return new PlumblineException(
                ErrorCode.NOT_FINITE,
                context.name() + " step " + (step + 1) + ": " + e.getMessage() + " on the batch of items "
                        + java.util.Arrays.toString(items) + "; " + checkpoint.lastGood()
                        + ". Lower the learning rate, or look at these items",
                e);
    }

    /// Everything that decides where this training goes and that is known here; the data is known by its size.
    private String identity(BatchOrder order) {
        return context.name() + ", seed " + context.seed().value() + ", " + order.items() + " items, " + optimisation
                + (method.isEmpty() ? "" : ", " + method)
                + (context.trained().equals(Trained.EVERYTHING) ? "" : ", " + context.trained());
    }

    private static Map<String, Double> live(TrainingCurves curves, Speed speed) {
        Map<String, Double> live = new LinkedHashMap<>();
        curves.byName().forEach((name, points) -> {
            if (LIVE.contains(name) || name.startsWith(HeldOutWatch.PREFIX)) {
                live.put(name, points.getLast().value());
            }
        });
        live.put("tokens/s", speed.perSecond());
        return live;
    }

    /// Tokens per second since the loop began.
    private static final class Speed {
        private final long start = System.nanoTime();
        private long tokens;

        void add(long more) {
            tokens += more;
        }

        double perSecond() {
            return tokens / Math.max(1e-9, (System.nanoTime() - start) * 1e-9);
        }
    }
}
