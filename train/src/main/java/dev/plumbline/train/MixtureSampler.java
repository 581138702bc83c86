package dev.plumbline.train;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Samples from the geometric mixture of two models, p proportional to pi^(1-w) ref^w token by token: the opponent of
/// Nash-MD (Munos et al. 2023, arXiv 2312.00886). Reads the whole text anew for every token, so it is for short
/// answers.
///
/// @param policy the one of weight 1 - w
/// @param reference the one of weight w
/// @param weight w, in [0, 1]
/// @param rollouts temperature, limits and batch size
record MixtureSampler(Decoder policy, Reference reference, double weight, Rollouts rollouts) {
    /// One answer to each prompt.
    List<RewardFunction.Sampled> sample(List<int[]> prompts, int[] places, Seed seed) {
        List<RewardFunction.Sampled> all = new ArrayList<>();
        for (int at = 0; at < prompts.size(); at += rollouts.batch()) {
            int end = Math.min(prompts.size(), at + rollouts.batch());
            List<Writing> some = new ArrayList<>();
            for (int p = at; p < end; p++) {
                some.add(new Writing(
                        prompts.get(p), seed.derive("opponent", places[p]).generator()));
            }
            write(some);
            some.forEach(one -> all.add(new RewardFunction.Sampled(
                    one.prompt, Arrays.copyOfRange(one.ids, one.prompt.length, one.ids.length), one.ended)));
        }
        return all;
    }

    private void write(List<Writing> writings) {
        for (int t = 0; t < rollouts.maxTokens(); t++) {
            List<Writing> open = writings.stream()
                    .filter(one ->
                            !one.ended && one.ids.length < policy.config().context())
                    .toList();
            if (open.isEmpty()) {
                return;
            }
            double[][] chances = next(open.stream().map(one -> one.ids).toList());
            for (int i = 0; i < open.size(); i++) {
                open.get(i).append(drawn(chances[i], open.get(i).random));
            }
        }
    }

    /// The mixture's probabilities of each next token.
    private double[][] next(List<int[]> rows) {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Tensor own = last(policy, rows).mul(1 - weight);
            Tensor other = reference.read(model -> last(model, rows)).mul(weight);
            double[] flat = own.add(other).logSoftmax(1).exp().toDoubles();
            int vocabulary = flat.length / rows.size();
            double[][] chances = new double[rows.size()][];
            Arrays.setAll(chances, r -> Arrays.copyOfRange(flat, r * vocabulary, (r + 1) * vocabulary));
            return chances;
        }
    }

    /// log p of every next token at the sampling temperature: [rows, vocabulary].
    private Tensor last(Decoder model, List<int[]> rows) {
        TokenBatch batch = TokenBatch.packed(rows);
        long[] ends = new long[rows.size()];
        Arrays.setAll(ends, r -> batch.flat(r, rows.get(r).length - 1));
        Tensor hidden = model.hidden(batch).view(-1, model.config().width());
        Tensor logits = model.logits(hidden.indexSelect(0, Tensor.of(ends, ends.length)));
        return logits.mul(1 / rollouts.temperature()).logSoftmax(1);
    }

    private static int drawn(double[] chances, RandomGenerator random) {
        double at = random.nextDouble() * Arrays.stream(chances).sum();
        for (int id = 0; id < chances.length; id++) {
            at -= chances[id];
            if (at < 0) {
                return id;
            }
        }
        return chances.length - 1;
    }

    /// An answer in the making.
    private final class Writing {
        private final int[] prompt;
        private final RandomGenerator random;
        private int[] ids;
        private boolean ended;

        Writing(int[] prompt, RandomGenerator random) {
            this.prompt = prompt;
            this.random = random;
            this.ids = prompt.clone();
        }

        void append(int id) {
            ids = Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = id;
            ended = rollouts.endTokens().contains(id);
        }
    }
}
