package dev.plumbline.train.invariance;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Schedule;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.DpoOptions;
import dev.plumbline.train.DpoTrainer;
import dev.plumbline.train.Optimisation;
import dev.plumbline.train.PolicyObjective;
import dev.plumbline.train.PolicySample;
import dev.plumbline.train.Ranks;
import dev.plumbline.train.ReferenceFreeTrainer;
import dev.plumbline.train.RewardModelTrainer;
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.TargetLogits;
import dev.plumbline.train.TokenFeedback;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.UnpairedTrainer;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.DpoLosses;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import dev.plumbline.train.loss.PreferenceLoss;
import dev.plumbline.train.loss.ReferenceFreeLosses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The trainers themselves, each with usual settings. A test may override one computation with a broken one.
public class ShippedWorkings implements Workings {
    private static final int STEPS = 4;
    private static final double WALK = 1e-4;

    /// A rate at which no weight but a zero moves, so that a step leaves its gradient and hardly anything else.
    private static final double STILL = 1e-30;

    private static final double BETA = .1;
    private static final PreferenceLoss SIGMOID = DpoLosses.sigmoid(BETA);

    @Override
    public Tensor gradient(Method method, Subject subject, int[] order, int microBatch) {
        return gradient(method, subject, order, microBatch, Ranks.ALONE);
    }

    @Override
    public Tensor sharedGradient(Method method, Subject subject, int[] order, int world) {
        Exchange exchange = new Exchange(world);
        List<Callable<double[]>> turns = new ArrayList<>();
        for (int r = 0; r < world; r++) {
            Ranks rank = exchange.rank(r);
            turns.add(() -> exchange.guarded(() -> ownCopy(method, subject, order, rank)));
        }
        double[] gradient = Engine.together(turns).getLast();
        return Tensor.of(gradient, gradient.length);
    }

    private double[] ownCopy(Method method, Subject subject, int[] order, Ranks rank) {
        try (Subject own = subject.copy()) {
            return gradient(method, own, order, order.length, rank).toDoubles();
        }
    }

    private Tensor gradient(Method method, Subject subject, int[] order, int microBatch, Ranks ranks) {
        Decoder model = subject.trained(method);
        if (method == Method.GRPO) {
            return grouped(subject, order, microBatch, ranks);
        }
        Tensor before = model.parameters().values().copy();
        Optimisation one = walk(1, order.length, microBatch, STILL);
        train(method, subject, one, order, TrainingContext.silent(new Seed(1)).among(ranks));
        restore(model, before);
        return model.parameters().gradients().copy();
    }

    @Override
    public Tensor preferenceGradient(Subject subject, boolean readBeforehand) {
        int n = subject.pairs().size();
        Tensor before = subject.model().parameters().values().copy();
        DpoOptions options = readBeforehand ? DpoOptions.PLAIN : new DpoOptions(1, false, Integer.MAX_VALUE, 1);
        new DpoTrainer(walk(1, n, n, STILL), SIGMOID, options, DpoTrainer.Passes.ONE, BatchPlan.IN_ORDER)
                .train(subject.model(), subject.reference(), subject.pairs(), TrainingContext.silent(new Seed(1)));
        restore(subject.model(), before);
        return subject.model().parameters().gradients().copy();
    }

    @Override
    public Tensor logProbabilities(Subject subject, List<TokenRow> rows, Function<List<int[]>, TokenBatch> layout) {
        try (NoGradient off = NoGradient.open()) {
            TokenBatch batch = layout.apply(rows.stream().map(TokenRow::ids).toList());
            return TargetLogits.of(subject.model(), rows, batch, 1).logProbabilities();
        }
    }

    @Override
    public Tensor rewards(Subject subject, List<int[]> rows, Function<List<int[]>, TokenBatch> layout) {
        try (NoGradient off = NoGradient.open()) {
            return subject.reward().rewards(layout.apply(rows));
        }
    }

    @Override
    public Tensor trained(Method method, Subject subject, Path folder, int stopAfter) {
        Decoder model = subject.trained(method);
        Tensor before = model.parameters().values().copy();
        int[] order = IntStream.range(0, subject.items(method)).toArray();
        Optimisation walk = walk(STEPS, Math.max(2, order.length / 2), order.length, WALK);
        try {
            if (stopAfter > 0) {
                stopped(method, subject, walk, order, folder, stopAfter);
                restore(model, before);
            }
            train(method, subject, walk, order, context(folder, () -> false));
            return model.parameters().values().copy();
        } finally {
            restore(model, before);
        }
    }

    private void stopped(Method method, Subject subject, Optimisation walk, int[] order, Path folder, int after) {
        AtomicInteger asked = new AtomicInteger();
        try {
            train(method, subject, walk, order, context(folder, () -> asked.incrementAndGet() >= after));
        } catch (PlumblineException e) {
            if (e.code() != ErrorCode.CANCELLED) {
                throw e;
            }
            return;
        }
        throw new PlumblineException(
                ErrorCode.MISMATCH, "a training that was to stop after update " + after + " went on to its end");
    }

    private static TrainingContext context(Path folder, BooleanSupplier cancelled) {
        return new TrainingContext("resume", new Seed(3), folder, STEPS * 2, Progress.NONE, cancelled);
    }

    private static void restore(Decoder model, Tensor before) {
        try (NoGradient off = NoGradient.open()) {
            model.parameters().values().copyInPlace(before);
        }
    }

    private static Optimisation walk(int steps, int batch, int microBatch, double rate) {
        return new Optimisation(
                Optimisation.Method.ADAMW,
                steps,
                batch,
                microBatch,
                rate,
                rate,
                .9,
                .999,
                0,
                0,
                Schedule.Shape.CONSTANT,
                0,
                1);
    }

    /// @param order every batch takes its items in this order, from its start again when it is used up
    private void train(Method method, Subject subject, Optimisation walk, int[] order, TrainingContext context) {
        BatchPlan plan = plan(order, walk.batch());
        Decoder model = subject.trained(method);
        switch (method) {
            case SFT ->
                new SftTrainer(walk, SftTrainer.Objective.LIKELIHOOD, plan).train(model, subject.rows(), context);
            case REWARD_MODEL -> new RewardModelTrainer(walk, .01, 0, plan).train(model, subject.pairs(), context);
            case DPO ->
                new DpoTrainer(walk, SIGMOID, DpoOptions.PLAIN, DpoTrainer.Passes.ONE, plan)
                        .train(model, subject.reference(), subject.pairs(), context);
            case KTO -> unpaired(UnpairedTrainer.Method.KTO, subject, walk, plan, context);
            case BCO -> unpaired(UnpairedTrainer.Method.BCO, subject, walk, plan, context);
            case ORPO ->
                new ReferenceFreeTrainer(
                                walk,
                                ReferenceFreeLosses.oddsRatio(BETA),
                                1,
                                ReferenceFreeTrainer.Likelihood.PROMPTS_AND_ANSWERS,
                                plan)
                        .train(model, subject.pairs(), context);
            case SIMPO ->
                new ReferenceFreeTrainer(
                                walk,
                                ReferenceFreeLosses.simpo(2, 1, 0, 0),
                                0,
                                ReferenceFreeTrainer.Likelihood.ANSWERS,
                                plan)
                        .train(model, subject.pairs(), context);
            case GRPO ->
                throw new IllegalArgumentException("an update of sampled answers is no training of given ones");
        }
    }

    private static BatchPlan plan(int[] order, int batch) {
        List<List<Integer>> batches = IntStream.range(0, Math.max(1, order.length / batch))
                .mapToObj(b ->
                        Arrays.stream(order, b * batch, (b + 1) * batch).boxed().toList())
                .toList();
        return new BatchPlan.Given(batches);
    }

    private static void unpaired(
            UnpairedTrainer.Method method,
            Subject subject,
            Optimisation walk,
            BatchPlan plan,
            TrainingContext context) {
        new UnpairedTrainer(walk, new UnpairedTrainer.Options(method, BETA, 1, 1), plan)
                .train(subject.model(), subject.reference(), subject.feedback(), context);
    }

    /// Chosen answers gain as much as rejected ones lose.
    private static Tensor grouped(Subject subject, int[] order, int microBatch, Ranks ranks) {
        List<TokenFeedback> feedback = subject.feedback();
        List<PolicySample> samples = Arrays.stream(order)
                .mapToObj(feedback::get)
                .map(one -> new PolicySample(one.answer(), one.good() ? 1 : -1, new double[0], new double[0]))
                .toList();
        PolicyObjective objective =
                new PolicyObjective(PolicyLoss.Clip.ppo(.2), KlLoss.none(), new AnswerAggregation.TokenMean(), 1);
        Decoder model = subject.model();
        model.parameters().trainable();
        model.parameters().clearGradients();
        double tokens =
                samples.stream().mapToInt(sample -> sample.row().targets()).sum();
        PolicyObjective.Totals totals = objective.totals(model, samples, microBatch, tokens);
        List<PolicySample> mine = ranks.share(samples);
        for (int at = 0; at < mine.size(); at += microBatch) {
            objective.accumulate(model, mine.subList(at, Math.min(mine.size(), at + microBatch)), totals);
        }
        ranks.sum(model.parameters().gradients());
        return model.parameters().gradients().copy();
    }
}
