package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Tensor;
import dev.plumbline.train.loss.UnpairedLosses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Learning from single answers that are good or bad: KTO (Ethayarajh et al. 2024, arXiv 2402.01306), BCO (Jung et
/// al. 2024, arXiv 2404.04656), and KTO's form without its KL term (APO zero, unpaired).
///
/// What these methods need to know of a batch before its first gradient (KTO's z0, BCO's running mean) is read
/// from the whole batch without recording, so that micro-batches change no number. Other trainers take it from the
/// micro-batch.
public final class UnpairedTrainer {
    /// Which loss.
    public enum Method {
        KTO,
        /// KTO with z0 = 0.
        APO_ZERO,
        BCO
    }

    /// Which loss, and its settings.
    ///
    /// @param beta strength of the pull towards the reference, above 0; usually .1
    /// @param goodWeight lambda of good answers, above 0; BCO ignores it
    /// @param badWeight lambda of bad answers, above 0. With n_good and n_bad of them, KTO's authors want
    /// goodWeight n_good / (badWeight n_bad) in [1, 4/3]
    public record Options(Method method, double beta, double goodWeight, double badWeight) {
        public Options {
            if (!(beta > 0) || !(goodWeight > 0) || !(badWeight > 0)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "beta and the weights of good and bad answers must be above 0; found " + beta + ", "
                                + goodWeight + ", " + badWeight);
            }
        }
    }

    private final Optimisation optimisation;
    private final Options options;
    private final BatchPlan plan;

    /// @param plan which answers make up each batch
    public UnpairedTrainer(Optimisation optimisation, Options options, BatchPlan plan) {
        this.optimisation = optimisation;
        this.options = options;
        this.plan = plan;
    }

    /// Mismatches each prompt with the answer of the item before it, the first with the last one's.
    ///
    /// @param prompts token ids
    /// @param answers of each prompt, end token included
    /// @param good what was found of each
    /// @throws PlumblineException BAD_DATA with fewer than two answers, for then there is nothing to mismatch
    public static List<TokenFeedback> mismatched(List<int[]> prompts, List<int[]> answers, boolean[] good) {
        if (answers.size() < 2) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "KTO compares a prompt with another prompt's answer, so it needs at least two answers; found "
                            + answers.size());
        }
        List<TokenFeedback> feedback = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            int[] other = answers.get((i + answers.size() - 1) % answers.size());
            feedback.add(new TokenFeedback(
                    TokenRow.answer(prompts.get(i), answers.get(i)), good[i], TokenRow.answer(prompts.get(i), other)));
        }
        return feedback;
    }

    /// Changes the policy's weights in place. Curves: `loss`, `good` and `bad` (mean log-ratios to the reference
    /// in nats, of batches that hold such answers), `kl` (KTO's z0) or `shift` (BCO's running mean), `grad-norm`,
    /// `rate`.
    ///
    /// @param feedback answers of both kinds, each with at least one token
    /// @throws PlumblineException BAD_DATA if one kind is missing or an answer is empty
    public TrainingCurves train(
            Decoder policy, Decoder reference, List<TokenFeedback> feedback, TrainingContext context) {
        requireBothKinds(feedback, context);
        Reference held = new Reference(policy, reference, context.name());
        double[] known = held.atStart(model -> sums(model, feedback, TokenFeedback::answer, context.progress()));
        double[] knownMismatched = options.method() == Method.KTO
                ? held.atStart(model -> sums(model, feedback, TokenFeedback::mismatched, context.progress()))
                : new double[0];
        BatchOrder order = plan.order(feedback.size(), optimisation.batch(), context.seed());
        Shift shift = new Shift();
        TrainingLoop loop = new TrainingLoop(context, optimisation, Learned.of(policy), options.toString(), shift);
        Ranks ranks = context.ranks();
        return Engine.call(() -> {
            try (Replicas policies = Replicas.training(policy)) {
                return loop.run(order, (step, items) -> {
                    int[] own = ranks.share(items);
                    double constant = switch (options.method()) {
                        case KTO ->
                            moved(ranks.gatheredNumbers(
                                    items.length,
                                    ratios(policy, feedback, TokenFeedback::mismatched, knownMismatched, own)));
                        case APO_ZERO -> 0;
                        case BCO ->
                            shift.after(ranks.gatheredNumbers(items.length, rewards(policy, feedback, known, own)));
                    };
                    return gradients(policies, feedback, known, items, own, constant);
                });
            }
        });
    }

    /// What some answers say.
    ///
    /// @param loss their share of the batch's loss
    /// @param ratios of each answer
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Found(double loss, double[] ratios) {}

    private TrainingLoop.BatchResult gradients(
            Replicas policies,
            List<TokenFeedback> feedback,
            double[] reference,
            int[] items,
            int[] own,
            double constant) {
        double loss = 0;
        long tokens = 0;
        double[] ratioSum = new double[2];
        int[] count = new int[2];
        for (int item : items) {
            count[feedback.get(item).good() ? 0 : 1]++;
        }
        List<List<Integer>> pieces = optimisation.pieces(
                own, item -> feedback.get(item).answer().ids().length, policies.share(optimisation.microBatch()));
        List<Found> found = policies.each(
                pieces, (policy, micro) -> found(policy, feedback, reference, micro, items.length, constant));
        for (int p = 0; p < found.size(); p++) {
            loss += found.get(p).loss();
            for (int i = 0; i < pieces.get(p).size(); i++) {
                TokenFeedback one = feedback.get(pieces.get(p).get(i));
                ratioSum[one.good() ? 0 : 1] += found.get(p).ratios()[i];
                tokens += one.answer().ids().length;
            }
        }
        Map<String, Double> figures = new java.util.LinkedHashMap<>();
        Map<String, Double> known = options.method() == Method.APO_ZERO
                ? Map.of()
                : Map.of(options.method() == Method.KTO ? "kl" : "shift", constant);
        if (count[0] > 0) {
            figures.put("good", ratioSum[0] / count[0]);
        }
        if (count[1] > 0) {
            figures.put("bad", ratioSum[1] / count[1]);
        }
        return new TrainingLoop.BatchResult(loss, tokens, figures, known, () -> {});
    }

    /// Leaves the gradients of some answers' share of the batch's loss.
    private Found found(
            Decoder policy,
            List<TokenFeedback> feedback,
            double[] reference,
            List<Integer> micro,
            int batch,
            double constant) {
        List<TokenRow> rows = micro.stream().map(i -> feedback.get(i).answer()).toList();
        try (TokenPass pass = TokenPass.of(policy, rows, 1, optimisation.saving())) {
            Tensor ratios = pass.logProbabilities().sums().sub(select(reference, micro));
            Tensor share = Aggregation.share(losses(ratios, feedback, micro, constant), batch);
            pass.backward(share);
            return new Found(share.item(), ratios.detach().toDoubles());
        }
    }

    private Tensor losses(Tensor ratios, List<TokenFeedback> feedback, List<Integer> micro, double constant) {
        float[] signs = new float[micro.size()];
        float[] weights = new float[micro.size()];
        for (int i = 0; i < signs.length; i++) {
            boolean good = feedback.get(micro.get(i)).good();
            signs[i] = good ? 1 : -1;
            weights[i] = (float) (good ? options.goodWeight() : options.badWeight());
        }
        Tensor sign = Tensor.of(signs, signs.length);
        return options.method() == Method.BCO
                ? UnpairedLosses.bco(ratios, sign, options.beta(), constant)
                : UnpairedLosses.kto(ratios, sign, Tensor.of(weights, signs.length), options.beta(), constant);
    }

    /// KTO's z0: the mean log-ratio of mismatched answers, not below 0.
    private static double moved(double[] ratios) {
        double sum = 0;
        for (double ratio : ratios) {
            sum += ratio;
        }
        return Math.max(0, sum / ratios.length);
    }

    private double[] rewards(Decoder policy, List<TokenFeedback> feedback, double[] reference, int[] items) {
        double[] rewards = ratios(policy, feedback, TokenFeedback::answer, reference, items);
        Arrays.setAll(rewards, i -> options.beta() * rewards[i]);
        return rewards;
    }

    /// Log-ratios of the batch's rows, without recording.
    private double[] ratios(
            Decoder policy,
            List<TokenFeedback> feedback,
            Function<TokenFeedback, TokenRow> row,
            double[] reference,
            int[] items) {
        List<TokenRow> rows =
                Arrays.stream(items).mapToObj(i -> row.apply(feedback.get(i))).toList();
        double[] ratios = sums(policy, rows);
        Arrays.setAll(ratios, i -> ratios[i] - reference[items[i]]);
        return ratios;
    }

    /// log p of each row, without recording.
    private double[] sums(Decoder model, List<TokenRow> rows) {
        return Replicas.numbers(
                model,
                rows,
                optimisation.microBatch(),
                (reader, some) -> TargetLogProbabilities.of(reader, some).sums().toDoubles());
    }

    private double[] sums(
            Decoder model, List<TokenFeedback> feedback, Function<TokenFeedback, TokenRow> row, Progress progress) {
        return Engine.call(() -> {
            double[] sums = new double[feedback.size()];
            try (Progress.Meter meter = progress.start("reference", feedback.size(), "answers")) {
                for (int at = 0; at < sums.length; at += optimisation.microBatch()) {
                    int end = Math.min(sums.length, at + optimisation.microBatch());
                    double[] some = sums(
                            model, feedback.subList(at, end).stream().map(row).toList());
                    System.arraycopy(some, 0, sums, at, some.length);
                    meter.at(end, Map.of());
                }
            }
            return sums;
        });
    }

    private static Tensor select(double[] all, List<Integer> items) {
        float[] some = new float[items.size()];
        for (int i = 0; i < some.length; i++) {
            some[i] = (float) all[items.get(i)];
        }
        return Tensor.of(some, some.length);
    }

    private static void requireBothKinds(List<TokenFeedback> feedback, TrainingContext context) {
        long good = feedback.stream().filter(TokenFeedback::good).count();
        if (good == 0 || good == feedback.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    context.name() + ": " + good + " of " + feedback.size()
                            + " answers are good; learning from single answers needs both kinds");
        }
        for (int i = 0; i < feedback.size(); i++) {
            if (feedback.get(i).answer().targets() == 0
                    || feedback.get(i).mismatched().targets() == 0) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        context.name() + ": answer " + (i + 1)
                                + " has no token; its prompt fills the context, or the answer is empty");
            }
        }
    }

    /// BCO's running mean of all rewards seen, those of the batch at hand included.
    private static final class Shift implements CarriedState {
        private double sum;
        private long count;

        double after(double[] rewards) {
            for (double reward : rewards) {
                sum += reward;
                count++;
            }
            return sum / count;
        }

        @Override
        public Map<String, String> text() {
            return Map.of("bco.sum", Double.toString(sum), "bco.count", Long.toString(count));
        }

        @Override
        public void resume(Map<String, String> text) {
            sum = Double.parseDouble(text.getOrDefault("bco.sum", "0"));
            count = Long.parseLong(text.getOrDefault("bco.count", "0"));
        }
    }
}
