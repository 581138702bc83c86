package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import dev.plumbline.train.loss.PolicyTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What an on-policy method minimises over a batch of sampled answers: a policy loss, a KL term, an entropy bonus,
/// and how tokens are averaged. Every method of the family is one setting of it.
///
/// @param loss of tokens or of answers
/// @param kl term that holds the policy to its reference; its beta 0 for none
/// @param aggregation how tokens become a batch's loss; a loss of whole answers ignores it
/// @param temperature divides the logits; the one that the answers were sampled at; above 0
/// @param driftLimit answers of negative advantage whose mean log pi_old - log pi is above this are left out
/// (DeepSeek-V3.2); infinite for none
/// @param topEntropy share of tokens, those of highest entropy, that learn (Wang et al. 2025, arXiv 2506.01939); 1
/// for all
/// @param entropyBonus weight of the mean entropy, which is maximised; 0 for none
public record PolicyObjective(
        PolicyLoss loss,
        KlLoss kl,
        AnswerAggregation aggregation,
        double temperature,
        double driftLimit,
        double topEntropy,
        double entropyBonus) {
    public PolicyObjective {
        if (!(temperature > 0) || !(topEntropy > 0 && topEntropy <= 1) || Double.isNaN(driftLimit)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the temperature must be above 0 and the share of tokens that learn in (0, 1]; found " + temperature
                            + " and " + topEntropy);
        }
        if (loss.wholeAnswers() && topEntropy < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    loss + " weighs whole answers, so single tokens cannot be left out of it; let all tokens learn");
        }
    }

    /// A loss and its aggregation, nothing else, at this temperature.
    public PolicyObjective(PolicyLoss loss, KlLoss kl, AnswerAggregation aggregation, double temperature) {
        this(loss, kl, aggregation, temperature, Double.POSITIVE_INFINITY, 1, 0);
    }

    /// Counts over the whole batch of one update.
    ///
    /// @param answers answers, those without tokens included
    /// @param tokens learned tokens that a token mean is taken over
    /// @param leastEntropy tokens below it do not learn
    /// @param entropyTokens tokens that the entropy bonus is a mean over
    public record Totals(long answers, double tokens, double leastEntropy, double entropyTokens) {}

    /// What a micro-batch added up to; each a share of the batch's mean.
    ///
    /// @param loss the batch's loss
    /// @param drift mean over tokens of r - 1 - log r: how far the policy has left the one that sampled, in nats
    /// @param kl mean over tokens of the k3 estimate to the reference; 0 without one
    /// @param entropy mean over tokens, in nats
    public record Share(double loss, double drift, double kl, double entropy) {
        static final Share NONE = new Share(0, 0, 0, 0);

        Share plus(Share other) {
            return new Share(loss + other.loss, drift + other.drift, kl + other.kl, entropy + other.entropy);
        }
    }

    /// The counts of a batch; reads its entropies where they decide which tokens learn.
    ///
    /// @param tokens that a token mean is taken over; usually the batch's own
    public Totals totals(Decoder policy, List<PolicySample> batch, int microBatch, double tokens) {
        double all = batch.stream().mapToInt(sample -> sample.row().targets()).sum();
        if (topEntropy == 1) {
            return new Totals(batch.size(), tokens, Double.NEGATIVE_INFINITY, all);
        }
        double[] entropies = new double[(int) all];
        int next = 0;
        for (int at = 0; at < batch.size(); at += microBatch) {
            List<PolicySample> micro = batch.subList(at, Math.min(batch.size(), at + microBatch));
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                double[] some = TargetLogits.of(policy, rows(micro), temperature)
                        .entropies()
                        .toDoubles();
                System.arraycopy(some, 0, entropies, next, some.length);
                next += some.length;
            }
        }
        double least = quantile(entropies, 1 - topEntropy);
        // the same entropy is computed again for the loss and may then differ in its last bit
        double held = least - 1e-6 * Math.max(1, Math.abs(least));
        double learning = Arrays.stream(entropies).filter(h -> h >= held).count();
        return new Totals(batch.size(), tokens, held, learning);
    }

    /// Adds the gradients of a part of the batch to the policy's.
    public Share accumulate(Decoder policy, List<PolicySample> micro, Totals totals) {
        return accumulate(policy, micro, totals, Saving.NONE);
    }

    /// As above, with savings of memory.
    public Share accumulate(Decoder policy, List<PolicySample> micro, Totals totals, Saving saving) {
        List<TokenRow> rows = rows(micro);
        try (TensorScope scope = TensorScope.open();
                TokenPass pass = TokenPass.of(policy, rows, saving.layout(rows), temperature, saving)) {
            return accumulate(ReadTokens.of(pass), micro, totals);
        }
    }

    /// As above, from logits that were computed already, at this objective's temperature.
    public Share accumulate(TargetLogits at, List<PolicySample> micro, Totals totals) {
        return accumulate(ReadTokens.of(at), micro, totals);
    }

    private Share accumulate(ReadTokens at, List<PolicySample> micro, Totals totals) {
        try (TensorScope scope = TensorScope.open()) {
            PolicyTokens tokens = tokens(at.logProbabilities(), micro);
            Tensor entropies = entropyBonus == 0 ? null : at.entropies();
            double[] measured = at.measured();
            Tensor losses = loss.of(tokens);
            Tensor sum = loss.wholeAnswers()
                    ? wholeAnswers(losses, tokens, micro, totals)
                    : perToken(losses, tokens, micro, totals, measured);
            if (entropies != null) {
                double[] share = learning(measured, totals);
                Tensor mean = entropies.mul(constant(share)).sum().mul(1 / Math.max(1, totals.entropyTokens()));
                sum = sum.sub(mean.mul(entropyBonus));
            }
            at.backward(sum);
            return share(sum.item(), tokens, micro, totals, measured);
        }
    }

    private Tensor perToken(
            Tensor losses, PolicyTokens tokens, List<PolicySample> micro, Totals totals, double[] entropies) {
        double[] keep = learning(entropies, totals);
        boolean[] drifted = drifted(tokens, micro);
        double[] correction = flat(micro, sample -> sample.weights().length > 0 ? sample.weights() : ones(sample));
        double[] weights = new double[keep.length];
        for (int t = 0; t < keep.length; t++) {
            int answer = tokens.answer()[t];
            weights[t] = aggregation.weight(micro.get(answer).row().targets(), totals.answers(), totals.tokens());
            keep[t] *= drifted[answer] ? 0 : correction[t];
        }
        Tensor kept = losses.mul(constant(keep));
        if (kl.beta() > 0) {
            Tensor reference = constant(references(micro));
            kept = kept.add(kl.tokens(tokens.logProbabilities(), reference, loss.ratio(tokens)));
        }
        return kept.mul(constant(weights)).sum();
    }

    private Tensor wholeAnswers(Tensor losses, PolicyTokens tokens, List<PolicySample> micro, Totals totals) {
        boolean[] drifted = drifted(tokens, micro);
        double[] keep = IntStream.range(0, drifted.length)
                .mapToDouble(i -> drifted[i] ? 0 : 1)
                .toArray();
        Tensor kept = losses.mul(constant(keep));
        if (kl.beta() > 0) {
            Tensor reference = constant(references(micro));
            Tensor term = kl.tokens(tokens.logProbabilities(), reference, loss.ratio(tokens));
            kept = kept.add(tokens.means(term));
        }
        return kept.sum().mul(1.0 / totals.answers());
    }

    private static PolicyTokens tokens(TargetLogProbabilities at, List<PolicySample> micro) {
        Tensor own = at.values();
        boolean fresh =
                micro.stream().anyMatch(s -> s.old().length == 0 && s.row().targets() > 0);
        Tensor old = fresh ? own.detach() : constant(flat(micro, PolicySample::old));
        double[] whole = micro.stream().mapToDouble(PolicySample::advantage).toArray();
        return new PolicyTokens(
                own, old, constant(flat(micro, PolicySample::perToken)), constant(whole), at.row(), at.rows());
    }

    private boolean[] drifted(PolicyTokens tokens, List<PolicySample> micro) {
        boolean[] drifted = new boolean[micro.size()];
        if (Double.isFinite(driftLimit)) {
            double[] drift = tokens.means(tokens.logRatio().detach().neg()).toDoubles();
            for (int i = 0; i < drifted.length; i++) {
                drifted[i] = micro.get(i).advantage() < 0 && drift[i] > driftLimit;
            }
        }
        return drifted;
    }

    private Share share(
            double value, PolicyTokens tokens, List<PolicySample> micro, Totals totals, double[] entropies) {
        double count = Math.max(1, totals.tokens());
        double drift = 0;
        for (double x : tokens.logRatio().detach().toDoubles()) {
            drift += Math.expm1(x) - x;
        }
        double toReference = 0;
        double[] references = references(micro);
        if (references.length > 0) {
            double[] own = tokens.logProbabilities().detach().toDoubles();
            for (int t = 0; t < own.length; t++) {
                double x = own[t] - references[t];
                toReference += Math.expm1(-x) + x;
            }
        }
        double entropy = Arrays.stream(entropies).sum();
        return new Share(value, drift / count, toReference / count, entropy / count);
    }

    /// 1 for tokens that learn, 0 for those of too low an entropy.
    private static double[] learning(double[] entropies, Totals totals) {
        return Arrays.stream(entropies)
                .map(h -> h >= totals.leastEntropy() ? 1 : 0)
                .toArray();
    }

    private static double[] references(List<PolicySample> micro) {
        return flat(micro, PolicySample::reference);
    }

    private static double[] ones(PolicySample sample) {
        double[] ones = new double[sample.row().targets()];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] flat(List<PolicySample> micro, Function<PolicySample, double[]> values) {
        return micro.stream().map(values).flatMapToDouble(Arrays::stream).toArray();
    }

    private static Tensor constant(double[] values) {
        return Tensor.of(PairBatch.floats(values), values.length);
    }

    static List<TokenRow> rows(List<PolicySample> samples) {
        List<TokenRow> rows = new ArrayList<>(samples.size());
        samples.forEach(sample -> rows.add(sample.row()));
        return rows;
    }

    /// The quantile with linear interpolation between order statistics.
    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
