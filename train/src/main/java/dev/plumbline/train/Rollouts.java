package dev.plumbline.train;

import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.model.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Answers sampled from a policy, and what models say of their tokens. Shared by all methods that learn from their
/// own samples.
///
/// @param temperature that answers are sampled at, above 0; every log-probability is taken at it
/// @param maxTokens most tokens of an answer
/// @param endTokens tokens that end one
/// @param batch answers computed at once
record Rollouts(double temperature, int maxTokens, Set<Integer> endTokens, int batch) {
    Rollouts {
        endTokens = Set.copyOf(endTokens);
    }

    /// `group` answers to each prompt, one prompt after the other. They depend on weights, prompts and seed alone.
    List<RewardFunction.Sampled> sample(Decoder policy, List<int[]> prompts, int group, Seed seed) {
        return sample(policy, prompts, group, Sampling.at(temperature, maxTokens), seed);
    }

    /// The likeliest answer to each prompt.
    List<RewardFunction.Sampled> greedy(Decoder policy, List<int[]> prompts) {
        return sample(policy, prompts, 1, Sampling.greedy(maxTokens), new Seed(0));
    }

    /// As above, in another way of sampling.
    List<RewardFunction.Sampled> sample(
            Decoder policy, List<int[]> prompts, int group, Sampling sampling, Seed seed) {
        List<Generator.Prompt> asked = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            for (int g = 0; g < group; g++) {
                Seed own = seed.derive("answer", (long) p * group + g);
                asked.add(new Generator.Prompt(prompts.get(p), sampling, own, ids -> false));
            }
        }
        List<Generator.Continuation> written =
                new Generator(policy, endTokens, batch).generate(asked, (done, figures) -> {});
        List<RewardFunction.Sampled> sampled = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            sampled.add(new RewardFunction.Sampled(
                    asked.get(i).ids(), written.get(i).ids(), written.get(i).finish() == FinishReason.STOP));
        }
        return sampled;
    }

    /// The rows of answers, which learn from the answer alone.
    static List<TokenRow> rows(List<RewardFunction.Sampled> answers) {
        return answers.stream()
                .map(one -> TokenRow.answer(one.prompt(), one.answer()))
                .toList();
    }

    /// log p of every learned token of each row, without recording, at the sampling temperature.
    List<double[]> logProbabilities(Decoder model, List<TokenRow> rows) {
        List<double[]> all = new ArrayList<>();
        for (int at = 0; at < rows.size(); at += batch) {
            List<TokenRow> some = rows.subList(at, Math.min(rows.size(), at + batch));
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                double[] flat = TargetLogits.of(model, some, temperature)
                        .logProbabilities()
                        .toDoubles();
                int next = 0;
                for (TokenRow row : some) {
                    all.add(Arrays.copyOfRange(flat, next, next + row.targets()));
                    next += row.targets();
                }
            }
        }
        return all;
    }

    /// Which answers make up part `part` of `parts` of an epoch over `n` answers, in an order of the epoch's own.
    static int[] part(int n, int parts, int part, Seed epoch) {
        int[] order = new BatchOrder(n, n, epoch, true).of(0);
        int from = (int) ((long) n * part / parts);
        int to = (int) ((long) n * (part + 1) / parts);
        return Arrays.copyOfRange(order, from, to);
    }
}
