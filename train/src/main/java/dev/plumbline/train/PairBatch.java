package dev.plumbline.train;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.train.loss.Divergence;
import dev.plumbline.train.loss.PairLogProbabilities;
import java.util.ArrayList;
import java.util.List;

/// Some pairs of a batch, their answers as rows (chosen, rejected, chosen, ...), and how much each token counts.
final class PairBatch {
    private final List<TokenPair> pairs;
    private final int[] items;
    private final double tailWeight;
    private final int offset;
    private final double meanChosenTokens;
    private final List<TokenRow> rows;

    private PairBatch(List<TokenPair> pairs, int[] items, double tailWeight, int offset, double meanChosenTokens) {
        this.pairs = pairs;
        this.items = items;
        this.tailWeight = tailWeight;
        this.offset = offset;
        this.rows = new ArrayList<>(2 * pairs.size());
        this.meanChosenTokens = meanChosenTokens;
        for (TokenPair pair : pairs) {
            rows.add(pair.chosen());
            rows.add(pair.rejected());
        }
    }

    /// The batch of these items.
    ///
    /// @param tailWeight weight of the tokens beyond the shorter answer of a pair
    static PairBatch of(List<TokenPair> pairs, int[] items, double tailWeight) {
        List<TokenPair> chosen = new ArrayList<>(items.length);
        for (int item : items) {
            chosen.add(pairs.get(item));
        }
        return new PairBatch(chosen, items, tailWeight, 0, meanChosenTokens(pairs, items));
    }

    /// Tokens of the chosen answers of these pairs, on average.
    static double meanChosenTokens(List<TokenPair> pairs, int[] items) {
        return java.util.Arrays.stream(items)
                .map(item -> pairs.get(item).chosen().targets())
                .average()
                .orElse(0);
    }

    /// The same pairs as part of a batch whose chosen answers have this many tokens on average.
    PairBatch withMeanTokens(double mean) {
        return new PairBatch(pairs, items, tailWeight, offset, mean);
    }

    /// Its pieces of at most `size` pairs.
    List<PairBatch> parts(int size) {
        List<PairBatch> parts = new ArrayList<>();
        for (int at = 0; at < pairs.size(); at += size) {
            parts.add(part(at, Math.min(pairs.size(), at + size)));
        }
        return parts;
    }

    /// Its pairs one by one or together, as many neighbours as a budget of tokens takes when all of their rows
    /// are padded to the longest.
    List<PairBatch> budgeted(int tokens) {
        List<PairBatch> parts = new ArrayList<>();
        int from = 0;
        while (from < pairs.size()) {
            int to = from;
            int longest = 0;
            while (to < pairs.size()) {
                longest = Math.max(longest, length(to));
                if (to > from && 2L * longest * (to + 1 - from) > tokens) {
                    break;
                }
                to++;
            }
            parts.add(part(from, to));
            from = to;
        }
        return parts;
    }

    private int length(int pair) {
        return Math.max(rows.get(2 * pair).ids().length, rows.get(2 * pair + 1).ids().length);
    }

    private PairBatch part(int from, int to) {
        return new PairBatch(
                pairs.subList(from, to),
                java.util.Arrays.copyOfRange(items, from, to),
                tailWeight,
                offset + from,
                meanChosenTokens);
    }

    int size() {
        return pairs.size();
    }

    long tokens() {
        return rows.stream().mapToLong(row -> row.ids().length).sum();
    }

    List<TokenRow> rows() {
        return rows;
    }

    /// The weight of every target of all rows.
    float[] tokenWeights() {
        float[] all = new float[rows.stream().mapToInt(TokenRow::targets).sum()];
        int at = 0;
        for (int r = 0; r < rows.size(); r++) {
            float[] some = tokenWeights(r);
            System.arraycopy(some, 0, all, at, some.length);
            at += some.length;
        }
        return all;
    }

    /// The weight of every target of one row.
    float[] tokenWeights(int row) {
        TokenPair pair = pairs.get(row / 2);
        int shorter = Math.min(pair.chosen().targets(), pair.rejected().targets());
        float[] weights = new float[rows.get(row).targets()];
        for (int t = 0; t < weights.length; t++) {
            weights[t] = t < shorter ? 1 : (float) tailWeight;
        }
        return weights;
    }

    /// Where this part begins in the whole batch, in pairs.
    int offset() {
        return offset;
    }

    /// log p of each row under a model, without recording, a few pairs at a time, side by side.
    double[] sums(Replicas models, int microBatch) {
        return joined(models.each(parts(models.share(microBatch)), (model, part) -> part.sums(model)));
    }

    /// As above, on one model.
    double[] sums(Decoder model, int microBatch) {
        return joined(parts(microBatch).stream().map(part -> part.sums(model)).toList());
    }

    private double[] sums(Decoder model) {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            return TargetLogProbabilities.of(model, rows).sums(tokenWeights()).toDoubles();
        }
    }

    /// WPO's weight of each pair: exp of the mean over its tokens of log p - log sum p^2, both answers multiplied.
    double[] policyWeights(Replicas policies, int microBatch) {
        return joined(policies.each(parts(policies.share(microBatch)), (policy, part) -> part.policyWeights(policy)));
    }

    private double[] policyWeights(Decoder policy) {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            TargetLogits at = TargetLogits.of(policy, rows, 1);
            double[] aligned = at.logProbabilities().sub(at.logCollisions()).toDoubles();
            double[] means = new double[rows.size()];
            for (int t = 0; t < aligned.length; t++) {
                means[at.row()[t]] += aligned[t] / rows.get(at.row()[t]).targets();
            }
            double[] weights = new double[size()];
            for (int p = 0; p < weights.length; p++) {
                weights[p] = Math.exp(means[2 * p] + means[2 * p + 1]);
            }
            return weights;
        }
    }

    private static double[] joined(List<double[]> parts) {
        return parts.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
    }

    /// Of values for all pairs of the training, two for each, those of this batch.
    double[] select(double[] all) {
        double[] some = new double[2 * items.length];
        for (int i = 0; i < items.length; i++) {
            some[2 * i] = all[2 * items[i]];
            some[2 * i + 1] = all[2 * items[i] + 1];
        }
        return some;
    }

    /// Of one value for each pair of the whole batch, those of this part: `[pairs]`.
    Tensor perPair(double[] whole) {
        return Tensor.of(floats(java.util.Arrays.copyOfRange(whole, offset, offset + size())), size());
    }

    /// What a loss sees.
    ///
    /// @param policy log pi of both answers of each pair: `[pairs, 2]`
    /// @param reference log ref of all answers of the whole batch
    PairLogProbabilities logProbabilities(Tensor policy, double[] reference) {
        Tensor frozen = Tensor.of(
                floats(java.util.Arrays.copyOfRange(reference, 2 * offset, 2 * (offset + size()))), size(), 2);
        Tensor lengths = lengths();
        return new PairLogProbabilities(
                policy.select(1, 0),
                policy.select(1, 1),
                frozen.select(1, 0),
                frozen.select(1, 1),
                lengths.select(1, 0),
                lengths.select(1, 1),
                meanChosenTokens,
                Divergence.REVERSE_KL);
    }

    private Tensor lengths() {
        float[] lengths = new float[rows.size()];
        for (int r = 0; r < lengths.length; r++) {
            lengths[r] = rows.get(r).targets();
        }
        return Tensor.of(lengths, size(), 2);
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
