package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Tensor;
import dev.plumbline.train.loss.Divergence;
import dev.plumbline.train.loss.PairLogProbabilities;
import dev.plumbline.train.loss.PreferenceLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Learning from pairs without a reference: CPO, SimPO, AlphaPO and ORPO, each a loss on the pair's
/// log-probabilities plus a likelihood of the chosen answers, which keeps them from becoming unlikely.
///
/// loss = mean over pairs of the pair's loss + likelihood x mean over tokens of -log pi.
public final class ReferenceFreeTrainer {
    /// Whose tokens the likelihood term is a mean over; all of the batch's, so that micro-batches change no
    /// number.
    public enum Likelihood {
        /// The chosen answers' (CPO).
        ANSWERS,
        /// The chosen answers' and their prompts' but for the first token (ORPO as it is published).
        PROMPTS_AND_ANSWERS
    }

    private final Optimisation optimisation;
    private final PreferenceLoss loss;
    private final double weight;
    private final Likelihood likelihood;
    private final BatchPlan plan;

    /// @param loss one of [dev.plumbline.train.loss.ReferenceFreeLosses]
    /// @param weight of the likelihood term, 0 or more: 1 for CPO and ORPO, 0 for SimPO
    /// @param plan which pairs make up each batch
    public ReferenceFreeTrainer(
            Optimisation optimisation, PreferenceLoss loss, double weight, Likelihood likelihood, BatchPlan plan) {
        if (!(weight >= 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "the weight of the likelihood must be 0 or more, not " + weight);
        }
        this.optimisation = optimisation;
        this.loss = loss;
        this.weight = weight;
        this.likelihood = likelihood;
        this.plan = plan;
    }

    /// Changes the policy's weights in place. Curves: `loss`, `nll` (the likelihood term without its weight),
    /// `accuracy` (share of pairs whose chosen answer is likelier per token), `grad-norm`, `rate`.
    ///
    /// @param pairs at least one; every answer with at least one token
    public TrainingCurves train(Decoder policy, List<TokenPair> pairs, TrainingContext context) {
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).chosen().targets() == 0 || pairs.get(i).rejected().targets() == 0) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        context.name() + ": pair " + (i + 1)
                                + " has an answer without tokens; its prompt fills the context, or the answer is empty");
            }
        }
        BatchOrder order = plan.order(pairs.size(), optimisation.batch(), context.seed());
        String method = loss + ", likelihood " + weight + " of " + likelihood;
        TrainingLoop loop = new TrainingLoop(context, optimisation, Learned.of(policy), method, CarriedState.NONE);
        return Engine.call(() -> {
            try (Replicas policies = Replicas.training(policy)) {
                return loop.run(order, (step, items) -> gradients(policies, pairs, items, context.ranks()));
            }
        });
    }

    /// Over a part of a batch: its share of the loss and of the likelihood term, and how many chosen answers lead.
    private record Found(double loss, double nll, double right) {}

    private TrainingLoop.BatchResult gradients(Replicas policies, List<TokenPair> pairs, int[] items, Ranks ranks) {
        List<TokenPair> batch = Arrays.stream(items).mapToObj(pairs::get).toList();
        long counted = batch.stream()
                .mapToLong(pair -> likelihood == Likelihood.ANSWERS
                        ? pair.chosen().targets()
                        : pair.chosen().ids().length - 1L)
                .sum();
        double total = 0;
        double nllTotal = 0;
        double right = 0;
        long tokens = 0;
        double meanTokens = batch.stream()
                .mapToInt(pair -> pair.chosen().targets())
                .average()
                .orElseThrow();
        List<List<TokenPair>> pieces = MicroBatches.of(ranks.share(batch), policies.share(optimisation.microBatch()));
        for (Found found :
                policies.each(pieces, (policy, micro) -> found(policy, micro, meanTokens, items.length, counted))) {
            total += found.loss();
            nllTotal += found.nll();
            right += found.right() / items.length;
        }
        for (TokenPair pair : ranks.share(batch)) {
            tokens += pair.chosen().ids().length + pair.rejected().ids().length;
        }
        return new TrainingLoop.BatchResult(total, tokens, Map.of("nll", nllTotal, "accuracy", right));
    }

    /// Leaves the gradients of some pairs' share of the batch's loss.
    private Found found(Decoder policy, List<TokenPair> micro, double meanTokens, int batch, long counted) {
        List<TokenRow> rows = rows(micro);
        try (TokenPass pass = TokenPass.of(policy, rows, 1, optimisation.saving())) {
            Read read = read(pass.logProbabilities(), rows, micro, meanTokens);
            Tensor share = Aggregation.share(loss.pairs(read.pairs()), batch);
            Tensor nll = Aggregation.share(read.likelihood(), counted).neg();
            Tensor sum = weight == 0 ? share : share.add(nll.mul(weight));
            pass.backward(sum);
            double right =
                    Arrays.stream(read.perTokenLead()).filter(lead -> lead > 0).count();
            return new Found(sum.item(), nll.item(), right);
        }
    }

    /// @param pairs what the loss sees
    /// @param likelihood log pi summed over each chosen row's counted tokens: `[pairs]`
    private record Read(PairLogProbabilities pairs, Tensor likelihood) {
        double[] perTokenLead() {
            Tensor chosen = pairs.chosen().div(pairs.chosenTokens());
            return chosen.sub(pairs.rejected().div(pairs.rejectedTokens()))
                    .detach()
                    .toDoubles();
        }
    }

    /// All chosen rows, then all rejected ones, with the tokens learned that the likelihood counts.
    private List<TokenRow> rows(List<TokenPair> micro) {
        boolean prompts = likelihood == Likelihood.PROMPTS_AND_ANSWERS;
        List<TokenRow> rows = new ArrayList<>();
        micro.forEach(pair -> rows.add(prompts ? whole(pair.chosen()) : pair.chosen()));
        micro.forEach(pair -> rows.add(pair.rejected()));
        return rows;
    }

    private Read read(TargetLogProbabilities all, List<TokenRow> rows, List<TokenPair> micro, double mean) {
        boolean prompts = likelihood == Likelihood.PROMPTS_AND_ANSWERS;
        int n = micro.size();
        Tensor answers = all.sums(answerTokens(micro, rows));
        Tensor zero = Tensor.zeros(n);
        PairLogProbabilities seen = new PairLogProbabilities(
                answers.narrow(0, 0, n),
                answers.narrow(0, n, n),
                zero,
                zero,
                lengths(micro.stream().map(TokenPair::chosen).toList()),
                lengths(micro.stream().map(TokenPair::rejected).toList()),
                mean,
                Divergence.REVERSE_KL);
        return new Read(seen, prompts ? all.sums().narrow(0, 0, n) : answers.narrow(0, 0, n));
    }

    /// 1 for the targets that belong to an answer, 0 for those of a prompt.
    private static float[] answerTokens(List<TokenPair> micro, List<TokenRow> rows) {
        float[] marks = new float[rows.stream().mapToInt(TokenRow::targets).sum()];
        int at = 0;
        for (int r = 0; r < rows.size(); r++) {
            TokenRow answer = r < micro.size() ? micro.get(r).chosen() : rows.get(r);
            for (int t = 1; t < answer.ids().length; t++) {
                if (rows.get(r).learned()[t]) {
                    marks[at++] = answer.learned()[t] ? 1 : 0;
                }
            }
        }
        return marks;
    }

    private static TokenRow whole(TokenRow row) {
        boolean[] all = new boolean[row.ids().length];
        Arrays.fill(all, true);
        return new TokenRow(row.ids(), all);
    }

    private static Tensor lengths(List<TokenRow> rows) {
        float[] lengths = new float[rows.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = rows.get(i).targets();
        }
        return Tensor.of(lengths, lengths.length);
    }
}
